import os
import sqlite3

for day, weather in [("Mon", "sun"), ("Tue", "rain")]:
    with sqlite3.connect("weather.db") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS weather (day TEXT, weather TEXT)")
        connection.execute("INSERT INTO weather VALUES (?, ?)", (day, weather))
    connection.close()
connection = sqlite3.connect("weather.db")
print(connection.execute("SELECT * FROM weather").fetchall())
print(connection.execute("SELECT name FROM sqlite_master").fetchall())
connection.close()
print(os.path.getsize("weather.db") % 4096)
