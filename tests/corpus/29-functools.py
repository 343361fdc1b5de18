import operator
from functools import cache, lru_cache, partial, reduce, singledispatch, total_ordering


@cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@lru_cache(maxsize=2)
def square(n):
    print("working on", n)
    return n * n


@singledispatch
def describe(value):
    return "something"


@describe.register
def _(value: int):
    return "a number"


@describe.register(list)
def _(value):
    return f"a list of {len(value)}"


print(fibonacci(150), [square(n) for n in (2, 2, 3)], square.cache_info())
print(reduce(operator.mul, [1, 2, 3, 4]), reduce(lambda a, b: a + b, ["x", "y"], ">"), partial(int, base=2)("1011"))
print(describe(1), describe([1, 2]), describe("x"), list(map(str.upper, "ab")), list(filter(None, [0, 1, ""])))
