def countdown(n):
    while n:
        yield n
        n -= 1
    return "done"


def primes():
    found = []
    candidate = 2
    while True:
        if all(candidate % p for p in found):
            found.append(candidate)
            yield candidate
        candidate += 1


def averages():
    total = count = 0
    value = None
    while True:
        value = yield total / count if count else None
        total += value
        count += 1


def both():
    result = yield from countdown(2)
    yield result


print(list(countdown(3)), list(both()))
for prime in primes():
    if prime > 30:
        break
    print(prime, end=" ")
print()
average = averages()
next(average)
print(average.send(10), average.send(20))
squares = (n * n for n in range(3))
print(next(squares), sum(squares), list(squares))
numbers = iter([1])
print(next(numbers), next(numbers, "nothing left"))


class Stairs:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return (2**i for i in range(self.n))

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        return 2**i


print(list(Stairs(5)), len(Stairs(2)), Stairs(1)[10], 8 in Stairs(5))
next(iter([]))
