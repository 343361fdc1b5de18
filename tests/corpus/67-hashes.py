import base64
import hashlib
import secrets
import uuid
import zlib

print(hashlib.sha256(b"password").hexdigest())
print(hashlib.md5("Zoë".encode()).hexdigest(), hashlib.sha1().hexdigest())
encoded = base64.b64encode("Grüße 🐍".encode())
print(encoded, base64.b64decode(encoded).decode(), base64.b32encode(b"x"), base64.urlsafe_b64encode(b"\xff\xfe"))
print(zlib.crc32(b"hello"), len(zlib.compress(b"a" * 1000)) < 30, len(secrets.token_hex(8)), uuid.UUID(int=5))
print(hash(1), hash("a") == hash("a"), hash((1, 2)) == hash((1, 2)))
base64.b64decode("abc")
