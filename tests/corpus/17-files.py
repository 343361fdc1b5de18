with open("diary.txt", "w", encoding="utf-8") as file:
    file.write("Monday: swam\n")
    file.writelines(["Tuesday: read\n", "Wednesday: Ärger 🐍\n"])
with open("diary.txt", "a", encoding="utf-8") as file:
    print("Thursday: slept", file=file)
with open("diary.txt", encoding="utf-8") as file:
    print(file.readline(), end="")
    for number, line in enumerate(file, start=2):
        print(number, line.rstrip())
with open("diary.txt", encoding="utf-8") as file:
    text = file.read()
print(len(text), text.count("\n"), file.closed)
import os
from pathlib import Path

os.makedirs("folder/inner")
Path("folder/inner/a.txt").write_text("hello")
print(Path("folder/inner/a.txt").read_text(), sorted(os.listdir(".")), sorted(str(p) for p in Path(".").rglob("*")))
os.rename("diary.txt", "old.txt")
print(os.path.exists("diary.txt"), os.path.getsize("old.txt"), Path("old.txt").suffix)
try:
    open("old.txt", "x")
except FileExistsError as error:
    print(error.strerror, error.filename)
try:
    open("nowhere.txt")
except OSError as error:
    print(type(error).__name__, error.strerror, error.filename)
print(open("old.txt").closed, [line.split(":")[0] for line in open("old.txt", encoding="utf-8")])
file.read()
