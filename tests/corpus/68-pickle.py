import pickle


class Pet:
    def __init__(self, name, friends=()):
        self.name, self.friends = name, list(friends)

    def __repr__(self):
        return f"Pet({self.name}, {self.friends})"


cat = Pet("Tom", [Pet("Jerry")])
with open("pets.pickle", "wb") as file:
    pickle.dump({"cat": cat, "numbers": {1, 2}}, file)
with open("pets.pickle", "rb") as file:
    loaded = pickle.load(file)
print(loaded, type(loaded["cat"]) is Pet, loaded["cat"] is cat, Pet.__module__)
try:
    pickle.dumps(lambda: 1)
except Exception as error:
    print(type(error))
