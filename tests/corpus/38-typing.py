from typing import Generic, Literal, NamedTuple, Protocol, TypedDict, get_type_hints

type Pair[T] = tuple[T, T]


class Speaks(Protocol):
    def speak(self) -> str: ...


class Dog:
    def speak(self) -> str:
        return "woof"


class Movie(TypedDict):
    name: str
    year: int


class City(NamedTuple):
    name: str
    people: int = 0


class Stack[T]:
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> None:
        self.items.append(item)

    def pop(self) -> T | None:
        return self.items.pop() if self.items else None


def first[T](items: list[T], default: T | None = None) -> T | None:
    return items[0] if items else default


def talk(animal: Speaks, mood: Literal["loud", "quiet"] = "loud") -> str:
    return animal.speak().upper() if mood == "loud" else animal.speak()


stack = Stack[int]()
stack.push("types are not checked")
movie: Movie = {"name": "Brazil", "year": 1985}
print(stack.pop(), stack.pop(), first([3, 4]), first([], 9), talk(Dog()), movie, City("Ulm"), Pair)
print(get_type_hints(talk), int | None, list[int])
