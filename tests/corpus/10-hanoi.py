def hanoi(n, start, end, helper):
    if n == 0:
        return 0
    moves = hanoi(n - 1, start, helper, end)
    print(f"disk {n}: {start} -> {end}")
    return moves + 1 + hanoi(n - 1, helper, end, start)


print(hanoi(3, "A", "C", "B"), "moves")
