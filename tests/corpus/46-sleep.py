import time

start = time.perf_counter()
for light in ["red", "yellow", "green"]:
    print(light)
    time.sleep(0.02)
seconds = time.perf_counter() - start
print(seconds >= 0.06, round(time.time()) > 1_700_000_000)
time.sleep(-1)
