from fractions import Fraction

half, third = Fraction(1, 2), Fraction("1/3")
print(half + third, half * third, half / third, half**3, half - 1)
print(Fraction(0.125), Fraction("0.75"), Fraction(3.14159).limit_denominator(100), float(third))
print(sum(Fraction(1, n) for n in range(1, 11)), Fraction(4, 6), repr(Fraction(4, 6)), half > third)
Fraction(1, 0)
