while True:
    print("I will not talk in class.")
