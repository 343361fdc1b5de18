import copy

original = [[1, 2], {"a": [3]}]
same = original
shallow = original[:]
deep = copy.deepcopy(original)
original[0].append(99)
original[1]["a"].append(4)
original.append("new")
print(original, same, shallow, deep, sep="\n")


class Node:
    def __init__(self, value):
        self.value, self.next = value, None


node = Node(1)
node.next = node
twin = copy.deepcopy(node)
print(twin is node, twin.next is twin, copy.copy(node).next is node)
a = (1, [2])
b = a
a += (3,)
print(a, b, a is b, [1] == [1], [1] is [1])
