import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print(f"-> {function.__name__}{args}{kwargs or ''}")
        result = function(*args, **kwargs)
        print(f"<- {result}")
        return result

    return wrapper


def repeat(times):
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(times)]

        return wrapper

    return decorate


@logged
def add(a, b=1):
    """Adds."""
    return a + b


@repeat(times=3)
@logged
def greet(name):
    return f"Hi {name}"


add(1, b=2)
print(add.__name__, add.__doc__)
print(greet("Ana"))


class Counter:
    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)


@Counter
def double(x):
    return 2 * x


print(double(2), double(3), double.calls)
