import re

text = "Ana: 030-1234, Ben: 089-99; mail ben@example.org or zoë@schule.de"
print(re.findall(r"\d+-\d+", text), re.search(r"(\w+)@(\w+)", text).groups())
print(re.sub(r"\d", "#", text), re.split(r"[,;]\s*", text))
match = re.match(r"(?P<name>\w+): (?P<number>[\d-]+)", text)
print(match, match["name"], match.span("number"), match.groupdict())
print(re.findall(r"\b[\w.]+@\w+\.\w{2,}\b", text), re.match("x", text))
print([m.start() for m in re.finditer("n", text)], re.fullmatch(r"\d{5}", "12345") is not None)
print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.compile("A", re.I).findall("aA"))
print(re.sub(r"\w+", lambda m: m[0].title(), "make it big"), re.escape("a.b*c"))
re.compile("(unclosed")
