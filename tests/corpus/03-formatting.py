price, count, name = 3.5, 12, "apples"
print(f"{count} {name} cost {price * count:.2f} €")
print("%d %s cost %6.1f" % (count, name, price))
print("{0:>10}|{0:<10}|{0:^10}|".format(name))
print(f"{1234567.891:,.2f} {0.256:.1%} {255:#x} {255:08b} {-7:+d} {1e10:e}")
print(f"{price=} {name!r} {count:>{5}}")
print("Name".ljust(8, "."), "Age".rjust(5), sep="")
width = 6
for row in range(1, 4):
    print("".join(f"{row * column:{width}}" for column in range(1, 6)))
print("a", "b", "c", sep=" - ", end="!\n")
print("tab\there \\ and \"quotes\"", 'it\'s', r"raw\n", sep="\n")
print("""Two
lines""")
