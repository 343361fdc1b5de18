print("never shown"
numbers = [1, 2]
