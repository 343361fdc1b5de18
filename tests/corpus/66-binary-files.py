import struct

with open("data.bin", "wb") as file:
    file.write(bytes([0, 255, 10, 13, 26]))
    file.write(struct.pack("<Hi", 513, -2))
with open("data.bin", "rb") as file:
    data = file.read()
print(data, len(data), list(data[:5]), data.hex(" "), struct.unpack("<Hi", data[5:]))
with open("data.bin", "r+b") as file:
    file.seek(1)
    file.write(b"\x01\x02")
    print(file.tell())
    file.seek(-2, 2)
    print(file.read())
print(bytearray(b"abc") + b"d", bytes.fromhex("c3a9").decode(), "é".encode("latin-1"), int.from_bytes(b"\x01\x00"))
text = "héllo".encode()
print(text, text[1], text[:1])
text.decode("ascii")
