from dataclasses import asdict, dataclass, field, replace, FrozenInstanceError


@dataclass(order=True)
class Pupil:
    name: str
    grade: int = 8
    marks: list[int] = field(default_factory=list)

    @property
    def average(self):
        return sum(self.marks) / len(self.marks)


@dataclass(frozen=True)
class Point:
    x: float
    y: float = 0.0


ana = Pupil("Ana", marks=[1, 2, 2])
print(ana, round(ana.average, 2), ana == Pupil("Ana", 8, [1, 2, 2]), ana < Pupil("Ben"))
print(asdict(ana), replace(ana, name="Cem"))
point = Point(1)
print(point, hash(point) == hash(Point(1, 0.0)), {point: "here"}[Point(1.0)])
try:
    point.x = 2
except FrozenInstanceError as error:
    print(error)
Pupil()
