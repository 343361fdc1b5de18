def countdown(n):
    return countdown(n - 1)


try:
    countdown(10)
except RecursionError as error:
    print(type(error).__name__, error)
print("and now without try")
countdown(10)
