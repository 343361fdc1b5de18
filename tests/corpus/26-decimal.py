from decimal import ROUND_HALF_UP, Decimal, getcontext, localcontext

print(Decimal("0.1") + Decimal("0.2"), 0.1 + 0.2, Decimal(0.1))
price = Decimal("19.99")
print(price * 3, (price / 3).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), round(price, 1))
with localcontext() as context:
    context.prec = 50
    print(Decimal(2).sqrt())
print(Decimal(1) / Decimal(7), getcontext().prec, Decimal("1E+3").normalize(), Decimal("-0"), Decimal("NaN"))
Decimal(1) / Decimal(0)
