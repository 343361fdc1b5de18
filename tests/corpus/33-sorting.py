people = [("Ben", 15), ("Ana", 14), ("Cem", 15), ("dora", 13)]
print(sorted(people), sorted(people, key=lambda p: p[1]), sep="\n")
print(sorted(people, key=lambda p: (-p[1], p[0])))
print(sorted([name for name, _ in people], key=str.lower), sorted("banana", reverse=True))
people.sort(key=lambda p: p[1], reverse=True)
print(people)
from operator import itemgetter

print(min(people, key=itemgetter(1)), max(people, key=itemgetter(0)))


def bubble_sort(items):
    items = items[:]
    for end in range(len(items) - 1, 0, -1):
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
    return items


def quick_sort(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return quick_sort([x for x in rest if x < pivot]) + [pivot] + quick_sort([x for x in rest if x >= pivot])


numbers = [5, 2, 9, 1, 5, 6]
print(bubble_sort(numbers), quick_sort(numbers), numbers)
import bisect

print(bisect.bisect([1, 3, 5], 3))
sorted([1, "a"])
