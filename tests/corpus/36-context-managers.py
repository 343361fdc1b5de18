import contextlib
import io


class Door:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        print("open", self.name)
        return self

    def __exit__(self, kind, error, trace):
        print("close", self.name, kind and kind.__name__)
        return kind is KeyError


@contextlib.contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    finally:
        print(f"</{name}>")


with Door("front") as front, Door("back"):
    print("inside", front.name)
with Door("cellar"):
    {}["missing"]
with tag("b") as name, contextlib.suppress(ZeroDivisionError):
    print(name)
    1 / 0
buffer = io.StringIO()
with contextlib.redirect_stdout(buffer):
    print("caught")
print(repr(buffer.getvalue()))
with tag("p"):
    raise RuntimeError("out of the window")
