print(7 / 2, 7 // 2, 7.0 // 2, -7 // 2, int(-3.5), 6 / 3, 2**-1, 10**20, 1_000)
print(type(7 / 7).__name__, type(7 // 7).__name__, 0.1 * 3, 1e16 + 1, 3.0 == 3, True + True)
print(int("42"), float("1e3"), int("ff", 16), int("0b101", 0), str(1.0), round(2.675, 2), complex(1, 2) * 1j)
print(bin(10), oct(8), hex(255), 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 10, 1024 >> 3, (37).bit_length(), (5).bit_count())
print(float("inf") > 10**300, float("nan") == float("nan"), (0.1).hex(), (0.5).as_integer_ratio(), (10).to_bytes(2, "big"))
x = 5
x **= 2
x //= 3
x %= 5
print(x, 1 < x < 5, not x, x or "nothing", None or "default", [] and 1, 5 if x else 6, 0 == False)
mask = 0b1100
print(f"{mask & 0b0110:04b} {mask | 0b0001:04b} {mask ^ 0b1111:04b} {mask << 1:05b}")
print("%.20f" % 0.1, repr(1 / 3), 2**0.5, 1e-7, 123456789.123456789, 1e22, 100000000000000000000.0)
