from enum import Enum, Flag, IntEnum, StrEnum, auto


class Light(Enum):
    RED = 1
    YELLOW = 2
    GREEN = 3

    def next(self):
        lights = list(Light)
        return lights[(lights.index(self) + 1) % len(lights)]


class Mood(StrEnum):
    GOOD = auto()
    BAD = auto()


class Rights(Flag):
    READ = auto()
    WRITE = auto()


class Level(IntEnum):
    LOW = 1
    HIGH = 2


print(Light.RED, repr(Light.RED), Light(2), Light["GREEN"].value, Light.GREEN.next(), [c.name for c in Light])
print(Mood.GOOD, f"{Mood.BAD}!", Rights.READ | Rights.WRITE, Rights.READ in (Rights.READ | Rights.WRITE), Level.HIGH > 1)
print(Light.RED == 1, Light.RED is Light(1), Level.LOW + 1)
Light(9)
