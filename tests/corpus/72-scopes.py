x = "global"


def outer():
    x = "outer"

    def inner():
        nonlocal x
        x = "changed"
        return x

    before = x
    inner()
    return before, x


def change():
    global x
    x = "changed globally"


print(outer(), x)
change()
print(x, "x" in globals(), "y" in locals())


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


step = counter()
step()
print(step(), eval("x + '!'"))
exec("made = 3 * 7")
print(made)
for i in range(3):
    pass
else:
    print("loop ended with", i)


def late():
    print(value)
    value = 1


late()
