rooms = {
    "hall": {"text": "A cold hall. Doors lead north and east.", "north": "library", "east": "kitchen"},
    "library": {"text": "Dusty books everywhere.", "south": "hall", "item": "key"},
    "kitchen": {"text": "It smells of soup. A locked door leads down.", "west": "hall", "down": "cellar"},
    "cellar": {"text": "You found the treasure!"},
}
place, bag, moves = "hall", [], 0
print("*** The House ***")
while place != "cellar":
    print()
    print(rooms[place]["text"])
    if "item" in rooms[place]:
        print(f"You see a {rooms[place]['item']}.")
    command = input("> ").strip().lower().split()
    moves += 1
    match command:
        case ["go", direction] if direction in rooms[place]:
            if direction == "down" and "key" not in bag:
                print("The door is locked.")
            else:
                place = rooms[place][direction]
        case ["go", direction]:
            print(f"You cannot go {direction}.")
        case ["take", thing] if rooms[place].get("item") == thing:
            bag.append(rooms[place].pop("item"))
            print("Taken.")
        case ["bag"]:
            print("You carry:", ", ".join(bag) or "nothing")
        case ["quit"]:
            break
        case []:
            print("Say something.")
        case _:
            print("I do not understand", repr(" ".join(command)))
print(rooms[place]["text"], f"({moves} moves)")
