"""Sends images at a fixed rate (an open loop, so that a slow answer doesn't slow the senders) and prints JSON.

    python paced.py --port 8080 --rate 100 --seconds 20 --list images.txt
"""

import argparse
import asyncio
import collections
import json
import time


class Client:
    def __init__(self, port):
        self.port, self.idle = port, []

    async def post(self, body):
        # A server closes connections that were idle for long.
        while self.idle and self.idle[-1][0].at_eof():
            self.idle.pop()[1].close()
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")).split(b":")[1])
        await reader.readexactly(length)
        self.idle.append((reader, writer))
        return int(head.split()[1])


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--list", required=True)
    options = parser.parse_args()
    bodies = [open(path.strip(), "rb").read() for path in open(options.list)]
    client, statuses, latencies = Client(options.port), collections.Counter(), []

    async def one(number, due):
        try:
            status = await client.post(bodies[number % len(bodies)])
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        statuses[status] += 1
        if status == 200:
            # From when it was due, so that waiting to be sent counts too.
            latencies.append(time.perf_counter() - due)

    start, tasks = time.perf_counter(), []
    for number in range(int(options.rate * options.seconds)):
        due = start + number / options.rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(number, due)))
    await asyncio.gather(*tasks)
    seconds = time.perf_counter() - start
    latencies.sort()
    at = lambda share: round(latencies[min(len(latencies) - 1, int(share * len(latencies)))] * 1000, 2) if latencies else None
    print(json.dumps({"rate": options.rate, "seconds": round(seconds, 2), "answered": statuses[200] / seconds,
                      "p50": at(0.5), "p99": at(0.99), "statuses": dict(statuses)}))  # fmt: skip


asyncio.run(main())
