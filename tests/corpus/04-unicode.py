names = ["Zoë", "Łukasz", "Nguyễn", "Müller", "Ægir", "Þóra", "François", "佐藤", "Олена", "محمد"]
for name in names:
    print(name, len(name), name.upper(), name[::-1])
print("straße".upper(), "STRASSE".casefold() == "straße".casefold())
snake = "🐍"
print(snake * 3, len(snake), hex(ord(snake)), chr(0x1F600), "\N{SNOWMAN}")
print(snake.encode("utf-8"), snake.encode("utf-8").decode("utf-8"))
family = "👨‍👩‍👧"
print(family, len(family))
größe = 3
print("größe", größe, "é" == "e\u0301", sorted(["Äpfel", "Zebra", "Apfel"]))
import unicodedata

print(unicodedata.normalize("NFC", "e\u0301") == "é", unicodedata.name("ß"))
