import itertools as it

print(list(it.permutations("abc", 2)), list(it.combinations([1, 2, 3], 2)))
print(list(it.product("ab", repeat=2)), list(it.islice(it.count(10, 5), 4)))
print(list(it.chain([1], [2, 3])), list(it.accumulate([1, 2, 3, 4])), list(it.repeat("x", 3)))
print([(key, list(group)) for key, group in it.groupby("aabccc")])
print(list(it.zip_longest("ab", "xyz", fillvalue="-")), list(it.takewhile(lambda n: n < 3, range(9))))
print(list(it.pairwise([1, 4, 9])), list(it.batched("abcde", 2)), list(it.compress("abc", [1, 0, 1])))
lights = it.cycle(["red", "green"])
print([next(lights) for _ in range(5)])
