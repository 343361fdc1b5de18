class TooYoung(Exception):
    def __init__(self, age):
        super().__init__(f"{age} is too young")
        self.age = age


def check(age):
    if not isinstance(age, int):
        raise TypeError("age must be a whole number")
    if age < 14:
        raise TooYoung(age)
    return "welcome"


for age in [16, 12, "x"]:
    try:
        print(check(age))
    except TooYoung as error:
        print("sorry:", error, error.age)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
    else:
        print("nothing went wrong")
    finally:
        print("next")
assert check(20) == "welcome", "never shown"
check(3)
