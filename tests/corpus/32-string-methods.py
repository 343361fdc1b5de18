text = "  The quick brown fox  "
print(repr(text.strip()), text.split(), text.strip().lower().replace("quick", "slow"))
word = "Programming"
print(word[0], word[-1], word[3:7], word[::-1], word.find("g"), word.rfind("g"), word.count("m"), len(word))
print(word.startswith("Pro"), word.endswith(("ing", "ed")), "gram" in word, word.isalpha(), "12".isdigit(), "a1".isalnum())
print("-".join(["2026", "11", "22"]), "a,b,,c".split(","), "one two three".partition(" "), "x=1=2".split("=", 1))
print("hello world".title(), "hello".capitalize(), "Hello".swapcase(), "7".zfill(3), "ab".center(6, "*"))
print("line1\nline2\r\nline3".splitlines(), "abc".translate(str.maketrans("ab", "xy")), "tEST".casefold())
print("prefix-name".removeprefix("prefix-"), "a\tb".expandtabs(4), ord("A"), chr(97), "abc" < "abd", max("hello"))
shift = 3
print("".join(chr((ord(c) - 97 + shift) % 26 + 97) if c.islower() else c for c in "hello, zebra!"))
text[0] = "x"
