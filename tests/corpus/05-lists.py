numbers = [5, 3, 8, 1]
numbers.append(9)
numbers.insert(0, 7)
print(numbers, len(numbers), sum(numbers), max(numbers))
print(numbers[1:3], numbers[-2:], numbers[::2], numbers[::-1])
numbers.sort()
print(numbers, numbers.index(8), 4 in numbers)
numbers.remove(8)
last = numbers.pop()
print(last, numbers, numbers + [1, 1], [0] * 3)
matrix = [[1, 2, 3], [4, 5, 6]]
for row in matrix:
    for value in row:
        print(value, end=" ")
    print()
a = b = [1]
b.append(2)
print(a, a is b, list("abc"), tuple(range(3)))
first, *rest = numbers
print(first, rest)
del numbers[0]
numbers[1:1] = [10, 20]
print(numbers, numbers.count(10))
for i, (x, y) in enumerate(zip("ab", [1, 2]), start=1):
    print(i, x, y)
