class Account:
    """A bank account."""

    interest = 0.02
    _count = 0

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        Account._count += 1

    def deposit(self, amount):
        self.balance += amount
        return self

    def __repr__(self):
        return f"Account({self.owner!r}, {self.balance})"

    def __eq__(self, other):
        return self.balance == other.balance

    def __lt__(self, other):
        return self.balance < other.balance

    def __add__(self, other):
        return Account(f"{self.owner}+{other.owner}", self.balance + other.balance)

    @property
    def rich(self):
        return self.balance > 1000

    @classmethod
    def empty(cls):
        return cls("nobody")

    @staticmethod
    def currency():
        return "€"


a = Account("Ana", 500).deposit(700).deposit(1)
b = Account("Ben", 20)
print(a, b, a == b, a > b, a + b, sorted([a, b]))
print(a.rich, b.rich, Account.empty(), Account.currency(), Account._count)
a.interest = 0.5
print(a.interest, b.interest, Account.__doc__, isinstance(a, Account), a.__dict__)
try:
    a.rich = True
except AttributeError as error:
    print(error)
try:
    a.balence
except AttributeError as error:
    print(error)
