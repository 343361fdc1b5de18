import asyncio


async def answer():
    await asyncio.sleep(0.01)
    return 42


print(await answer())
async with asyncio.timeout(1):
    print(sum(await asyncio.gather(answer(), answer())))
try:
    await asyncio.wait_for(asyncio.sleep(60), 0.01)
except TimeoutError:
    print("too slow")
await asyncio.sleep(0, "never shown") + 1
