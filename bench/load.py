"""A small HTTP client with keep-alive connections, which runs in a process of its own.

Reads a JSON object {"port", "connections", "requests": [[method, path, headers, body], …]} from
standard input, sends every request once, and prints {"seconds", "latencies", "statuses"}.
"""

import asyncio
import json
import sys
import time
from collections import Counter


async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lowered = head.lower()
    if b"content-length:" in lowered:
        length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    elif b"transfer-encoding: chunked" in lowered:
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return status


async def work(port: int, queue: list[bytes], latencies: list[float], statuses: Counter) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    while queue:
        request = queue.pop()
        began = time.perf_counter()
        status = await send(reader, writer, request)
        latencies.append(time.perf_counter() - began)
        statuses[status] += 1
    writer.close()


def as_bytes(method: str, path: str, headers: dict[str, str], body: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}")
    elif method == "POST":
        lines.append("Content-Length: 0")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


async def run(job: dict) -> dict:
    queue = [as_bytes(*request) for request in reversed(job["requests"])]
    latencies: list[float] = []
    statuses: Counter = Counter()
    began = time.perf_counter()
    workers = [work(job["port"], queue, latencies, statuses) for _ in range(job["connections"])]
    await asyncio.gather(*workers)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "latencies": latencies, "statuses": dict(statuses)}


if __name__ == "__main__":
    json.dump(asyncio.run(run(json.load(sys.stdin))), sys.stdout)
