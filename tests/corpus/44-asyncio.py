import asyncio


async def cook(dish, seconds):
    print("begin", dish)
    await asyncio.sleep(seconds)
    print("ready:", dish)
    return dish.upper()


async def ticks(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)


async def main():
    print(await asyncio.gather(cook("rice", 0.03), cook("beans", 0.01)))
    print([i async for i in ticks(3)])
    try:
        async with asyncio.timeout(0.01):
            await cook("stew", 60)
    except TimeoutError:
        print("too slow")
    queue = asyncio.Queue()
    task = asyncio.create_task(queue.get())
    await queue.put("from the queue")
    print(await task)


asyncio.run(main())
