#!/usr/bin/env python3
"""Runs the server in a control group of the memory that the manifests give, under small bodies that become large, and prints JSON.

    Benchmarks/serving/confined.py --model DIR [--memory MIB] [--at-once 8] [FILE…]

The bodies are made here (100 megapixels of PNG, GIF and WebP, 32 MB of JSON and of form parts); more are named as files. Needs the right to
make a control group with a memory controller (version 2 or 1) below this process's own; says so and ends with 0 where there is none.
Ends with 1 where the kernel killed the server, an answer was none of 200, 4xx, 503 and 504, or a request got none.
"""

import argparse
import collections
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib

ROOT = pathlib.Path(__file__).parents[2]
PROGRAM = os.environ.get("DOGBREED", str(ROOT / "script/dogbreed")).split()


class Group:
    """A control group with a limit of memory; None for `folder` where none can be made."""

    def __init__(self, mebibytes):
        own = dict(line.split(":", 2)[1:] for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines())
        self.folder = None
        for root, kind, limit, self.peak, self.kills in [
            ("/sys/fs/cgroup", "", "memory.max", "memory.peak", "memory.events"),
            ("/sys/fs/cgroup/memory", "memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control"),
        ]:
            for above in [own.get(kind, "/"), "/"]:
                folder = pathlib.Path(root + above) / f"dogbreed-{os.getpid()}"
                with contextlib.suppress(OSError):
                    folder.mkdir()
                    # A folder of another file system gets no files of its own.
                    if not (folder / limit).exists():
                        raise OSError("no memory controller")
                    self.folder = folder
                    (folder / limit).write_text(str(mebibytes << 20))
                    self.version = 2 if kind == "" else 1
                    return
                with contextlib.suppress(OSError):
                    folder.rmdir()
                self.folder = None

    def read(self, name):
        with contextlib.suppress(OSError):
            return (self.folder / name).read_text()
        return ""

    def figures(self):
        killed = re.search(r"oom_kill (\d+)", self.read(self.kills))
        return {"peak, MB": int(self.read(self.peak) or 0) >> 20, "killed": int(killed[1]) if killed else None}

    def enter(self):
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def leave(self):
        with contextlib.suppress(OSError):
            self.folder.rmdir()


def bodies():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def png(depth, colour, bands, interlaced=0):
        packer = zlib.compressobj(9)
        rows = b"".join(packer.compress(bytes(1 + 10_000 * bands * depth // 8)) for _ in range(10_000)) + packer.flush()
        head = struct.pack(">IIBBBBB", 10_000, 10_000, depth, colour, 0, 0, interlaced)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

    megabytes = 31 << 20
    images = {
        "PNG": png(8, 2, 3), "PNG, 4 × 16 bits": png(16, 6, 4), "PNG, interlaced": png(16, 6, 4, 1),
        "WebP of 30 bytes": b"RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f\xff\xff\xff\x0f" + bytes(5),
        "GIF": b"GIF89a\x10\x27\x10\x27\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x10\x27\x10\x27\0\x02\x02\x44\x01\0;",
    }  # fmt: skip
    for name, body in images.items():
        yield name, "image/x", body
    for name, body in {
        "JSON, base64": b'{"images":[{"data":"' + b"A" * megabytes + b'"}]}',
        "JSON, escapes": b'{"images":[{"data":"' + b"\\u0041" * (megabytes // 6) + b'"}]}',
        "JSON, arrays": b'{"images":[' + b"[]," * (megabytes // 3) + b"[]]}",
    }.items():
        yield name, "application/json", body
    part = b'--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\nx\r\n'
    yield "form of 400,000 parts", "multipart/form-data; boundary=b", part * 400_000 + b"--b--\r\n"


def ask(port, method, path, body=None, kind=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    connection.request(method, path, body, {"Content-Type": kind} if kind else {})
    status = connection.getresponse().status
    connection.close()
    return status


def load(port, body, kind, count):
    """Posts all at once. Returns the statuses, 0 for no answer, and the longest answer of /healthz meanwhile."""
    statuses, longest, over = collections.Counter(), [0.0], threading.Event()

    def post():
        try:
            statuses[ask(port, "POST", "/api/v1/predictions", body, kind)] += 1
        except (OSError, http.client.HTTPException):
            statuses[0] += 1

    def health():
        while not over.wait(0.05):
            start = time.monotonic()
            with contextlib.suppress(OSError, http.client.HTTPException):
                ask(port, "GET", "/healthz")
            longest[0] = max(longest[0], time.monotonic() - start)

    posts, watch = [threading.Thread(target=post) for _ in range(count)], threading.Thread(target=health)
    for thread in [watch, *posts]:
        thread.start()
    for thread in posts:
        thread.join()
    over.set(), watch.join()
    return statuses, longest[0]


def main(options):
    group = Group(options.memory)
    if not group.folder:
        print(json.dumps({"skipped": "no control group with a memory controller can be made here"}))
        return 0
    command = [*PROGRAM, "serve", "--model", options.model, "--port", "0", "--no-access-log"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=group.enter, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    failed = False
    try:
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        print(json.dumps({"version": group.version, "limit, MB": options.memory, **group.figures()}), flush=True)
        more = [(pathlib.Path(file).name, "image/x", pathlib.Path(file).read_bytes()) for file in options.files]
        for name, kind, body in [*bodies(), *more]:
            statuses, longest = load(port, body, kind, options.at_once)
            figures = group.figures()
            print(json.dumps({"body": name, "bytes": len(body), "statuses": statuses, "longest /healthz": round(longest, 2), **figures}), flush=True)
            failed |= bool(figures["killed"]) or any(status != 200 and not 400 <= status < 500 and status not in (503, 504) for status in statuses)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
        group.leave()
    return 1 if failed or code else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--memory", type=int, default=586, help="MiB; by default what Deploy/kubernetes requests for the shipped model")
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("files", nargs="*")
    sys.exit(main(parser.parse_args()))
