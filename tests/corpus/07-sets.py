even = {2, 4, 6, 8}
small = {1, 2, 3, 4}
print(sorted(even & small), sorted(even | small), sorted(even - small), sorted(even ^ small))
print(even.isdisjoint({1, 3}), {2, 4} <= even, len(set("mississippi")))
small.add(3)
small.discard(99)
print(small == {4, 3, 2, 1}, type({}), set())
print(frozenset([1, 1]) == {1}, {1} in {frozenset([1])})
