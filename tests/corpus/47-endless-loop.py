n = 0
print("counting")
while n >= 0:
    n += 1
print("never shown")
