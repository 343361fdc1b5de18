def read_setting(settings, name):
    try:
        return settings[name]
    except KeyError as error:
        raise ValueError(f"no setting {name}") from error


try:
    read_setting({}, "colour")
except ValueError as error:
    print(error, repr(error.__cause__))
try:
    try:
        1 / 0
    finally:
        int("x")
except ValueError as error:
    print(repr(error.__context__))
error = ValueError("noted")
error.add_note("a note")
print(error.__notes__)
try:
    raise ExceptionGroup("two", [ValueError(1), TypeError(2)])
except* ValueError as group:
    print(group.exceptions)
except* TypeError as group:
    print(group.exceptions)
read_setting({}, "size")
