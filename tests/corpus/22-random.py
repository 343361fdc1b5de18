import random

random.seed(42)
print([random.randint(1, 6) for _ in range(10)])
print(round(random.random(), 6), round(random.uniform(1, 2), 6), round(random.gauss(0, 1), 6))
cards = ["A", "K", "Q", "J"]
random.shuffle(cards)
print(cards, random.choice(cards), random.sample(range(100), 3), random.choices("ab", weights=[9, 1], k=5))
dice = random.Random("text")
print(dice.randrange(0, 100, 5), dice.getrandbits(16))
print(0 <= random.SystemRandom().random() < 1)
