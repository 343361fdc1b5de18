ages = {"Ana": 14, "Ben": 15}
ages["Cem"] = 13
ages.update(Dora=16, Ana=12)
for name, age in ages.items():
    print(f"{name}: {age}")
print(ages.get("Eva"), ages.get("Eva", 0), "Ben" in ages, len(ages))
print(ages.pop("Ben"), list(ages), sorted(ages.values()))
text = "to be or not to be"
counts = {}
for word in text.split():
    counts[word] = counts.get(word, 0) + 1
print(counts)
print({value: key for key, value in ages.items()})
print(ages | {"Ben": 1}, ages.setdefault("Fay", 11))
nested = {"class": {"room": 12, "pupils": ["Ana", "Cem"]}}
nested["class"]["pupils"].append("Dora")
print(nested, dict(zip("xy", (1, 2))), dict.fromkeys("ab", 0))
