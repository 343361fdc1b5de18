capitals = {"France": "Paris"}
print(capitals["France"])
print(capitals["Peru"])
