list = [1, 2, 3]
print = print
sum = sum(list)
print(sum, list)
input = lambda prompt: "no keyboard"
print(input("? "))
del input
print(input("Who are you? "))
max = 5
try:
    max(1, 2)
except TypeError as error:
    print(error)
id, type_ = 7, type
print(id, type_(id))
list("abc")
