total = 0
for number in [1, 2, 3]:
    total += number
print(totl)
