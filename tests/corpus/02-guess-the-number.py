import random

random.seed(2026)
secret = random.randint(1, 100)
tries = 0
while True:
    guess = int(input("Your guess: "))
    tries += 1
    if guess < secret:
        print("Too small.")
    elif guess > secret:
        print("Too large.")
    else:
        print(f"Right! You needed {tries} tries.")
        break
