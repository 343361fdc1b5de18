from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple

letters = Counter("abracadabra")
print(letters, letters.most_common(2), letters["z"], sorted(letters.elements())[:4])
print(Counter("aab") + Counter("b"), Counter("aab") - Counter("a"))
groups = defaultdict(list)
for word in ["apple", "bear", "ant"]:
    groups[word[0]].append(word)
print(groups, dict(groups))
queue = deque([1, 2, 3], maxlen=3)
queue.append(4)
queue.appendleft(0)
queue.rotate(1)
print(queue, queue.pop())
Point = namedtuple("Point", "x y", defaults=[0])
point = Point(3)
print(point, point.x, point._replace(y=5), point._asdict(), point == (3, 0))
print(ChainMap({"a": 1}, {"a": 2, "b": 3})["b"], OrderedDict(a=1), list(OrderedDict.fromkeys("hello")))
