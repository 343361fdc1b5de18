age = "14"
print("next year you will be", age + 1)
