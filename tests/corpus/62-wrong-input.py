while True:
    try:
        count = int(input("How many? "))
        break
    except ValueError as error:
        print("Not a whole number:", error)
print("You want", count)
print(int(input("And now? ")))
