from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


def describe(thing):
    match thing:
        case 0:
            return "zero"
        case int(n) if n < 0:
            return f"negative {n}"
        case "yes" | "ja" | "oui":
            return "agreed"
        case [] | ():
            return "empty"
        case [x]:
            return f"only {x}"
        case [first, *rest]:
            return f"{first} and {len(rest)} more"
        case {"name": str(name), **others}:
            return f"{name} {others}"
        case Point(x=0, y=y):
            return f"on the axis at {y}"
        case Point(x, y):
            return f"point {x},{y}"
        case None:
            return "nothing"
        case _:
            return f"other: {thing!r}"


for thing in [0, -5, 7, "ja", [], [1], (1, 2, 3), {"name": "Ana", "age": 14}, Point(0, 3), Point(1, 2), None, 1.5]:
    print(describe(thing))
