import json

data = {"name": "Zoë", "marks": [1, 2.5, None, True], "nested": {"empty": {}}}
text = json.dumps(data)
print(text)
print(json.dumps(data, indent=2, ensure_ascii=False, sort_keys=True))
print(json.loads(text) == data, json.loads("[1e3, -0, \"\\u00e9\"]"))
with open("data.json", "w") as file:
    json.dump(data, file)
with open("data.json") as file:
    print(json.load(file)["marks"][1])
try:
    json.dumps({1, 2})
except TypeError as error:
    print(error)
json.loads('{"a": 1')
