days = ["Mon", "Tue", "Wed"]
for i in range(4):
    print(days[i])
