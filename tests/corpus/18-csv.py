import csv

rows = [["name", "mark"], ["Ana", 1], ["Ben, the second", 2], ['Cem "C"', 3]]
with open("marks.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows(rows)
print(open("marks.csv", encoding="utf-8").read())
with open("marks.csv", newline="", encoding="utf-8") as file:
    total = 0
    for row in csv.DictReader(file):
        print(row)
        total += int(row["mark"])
print(total / 3)
with open("german.csv", "w", newline="") as file:
    writer = csv.DictWriter(file, ["a", "b"], delimiter=";")
    writer.writeheader()
    writer.writerow({"a": 1.5, "b": None})
print(list(csv.reader(open("german.csv"), delimiter=";")))
