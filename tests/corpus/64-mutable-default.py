def add(item, basket=[]):
    basket.append(item)
    return basket


print(add("apple"), add("pear"))
rows = [[0] * 2] * 2
rows[0][0] = 1
print(rows)
functions = [lambda: i for i in range(3)]
print([f() for f in functions])


class Team:
    members = []


one, two = Team(), Team()
one.members.append("Ana")
print(two.members)
count = 0


def increase():
    count += 1


increase()
