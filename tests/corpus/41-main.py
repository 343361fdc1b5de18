import sys


def main():
    """Runs the program."""
    print("in main:", __name__, main.__module__)
    return 0


if __name__ == "__main__":
    result = main()
    print("result", result)
    if result == 0:
        sys.exit()
    print("never shown")
