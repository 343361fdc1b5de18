import math

print(math.sqrt(2), math.pi, math.e, math.inf, math.nan)
print(math.floor(-2.5), math.ceil(2.1), math.trunc(-2.9), round(2.5), round(3.5), round(-1.255, 2))
print(math.gcd(84, 36), math.lcm(4, 6), math.factorial(20), math.comb(49, 6), math.perm(5, 2))
print(math.sin(math.radians(30)), math.hypot(3, 4), math.log(8, 2), math.log10(1000), math.exp(1))
print(math.isclose(0.1 + 0.2, 0.3), 0.1 + 0.2, math.fsum([0.1] * 10), sum([0.1] * 10), math.isqrt(99), math.prod([2, 3, 4]))
print(2**100, 7 // 2, -7 // 2, 7 % 3, -7 % 3, divmod(17, 5), abs(-3 + 4j), pow(3, 200, 13), 1e308 * 10)
math.sqrt(-1)
