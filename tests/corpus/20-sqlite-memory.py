import sqlite3

connection = sqlite3.connect(":memory:")
connection.row_factory = sqlite3.Row
cursor = connection.cursor()
cursor.execute("CREATE TABLE pupil (id INTEGER PRIMARY KEY, name TEXT NOT NULL, grade INTEGER)")
cursor.executemany("INSERT INTO pupil (name, grade) VALUES (?, ?)", [("Ana", 8), ("Ben", 9), ("Cem", 8), ("Dörte", 10)])
connection.commit()
for row in cursor.execute("SELECT grade, COUNT(*) AS n, GROUP_CONCAT(name, '+') AS names FROM pupil GROUP BY grade ORDER BY grade"):
    print(dict(row))
print(cursor.execute("SELECT name FROM pupil WHERE name LIKE ?", ("%ö%",)).fetchone()[0])
cursor.execute("UPDATE pupil SET grade = grade + 1 WHERE grade < 10")
print(cursor.rowcount, [tuple(row) for row in cursor.execute("SELECT name, grade FROM pupil ORDER BY grade DESC, name")])
try:
    with connection:
        connection.execute("DELETE FROM pupil")
        connection.execute("INSERT INTO pupil (name) VALUES (NULL)")
except sqlite3.IntegrityError as error:
    print(error)
print(cursor.execute("SELECT COUNT(*) FROM pupil").fetchone()[0])
cursor.execute("SELEKT 1")
