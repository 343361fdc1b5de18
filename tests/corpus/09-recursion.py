def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def factorial(n):
    return 1 if n == 0 else n * factorial(n - 1)


def is_palindrome(text):
    return len(text) < 2 or (text[0] == text[-1] and is_palindrome(text[1:-1]))


def permutations(items):
    if not items:
        return [[]]
    return [[first] + rest for i, first in enumerate(items) for rest in permutations(items[:i] + items[i + 1 :])]


print([fibonacci(n) for n in range(16)])
print(factorial(30))
print(is_palindrome("racecar"), is_palindrome("python"))
print(permutations([1, 2, 3]))
