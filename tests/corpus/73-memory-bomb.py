numbers = []
try:
    while True:
        numbers.append(" " * 10_000_000)
except MemoryError:
    print("too much at once:", len(numbers) > 3)
    numbers.clear()
print("after that Python goes on")
words = []
while True:
    words.append("word" * 1_000_000)
