import sys

print(len(sys.argv), type(sys.argv).__name__)
if len(sys.argv) > 1:
    print("called with", sys.argv[1:])
else:
    print("called without arguments")
import argparse

parser = argparse.ArgumentParser(prog="greet")
parser.add_argument("name", nargs="?", default="world")
parser.add_argument("-n", "--times", type=int, default=1)
print(parser.parse_args())
arguments = parser.parse_args(["Ana", "--times", "2"])
print("\n".join([f"hello {arguments.name}"] * arguments.times))


def total(*numbers, start=0, **names):
    return start + sum(numbers), names


print(total(1, 2, start=10, x=1), total(*[1, 2], **{"start": 5}))
