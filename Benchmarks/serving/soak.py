#!/usr/bin/env python3
"""Serves for a long time under all that goes wrong at once, and prints one JSON object a minute and one at the end.

    Benchmarks/serving/soak.py --model DIR --list IMAGES.txt [--seconds 1800] [--share 0.7]

Images come at a share of the highest rate (measured first). Every minute the model is swapped for a copy by SIGHUP. Meanwhile broken
clients open connections and leave (half a head, half a body, garbage, bodies that never come), and people confirm answers
while the file system of --feedback and of the log is full (a tmpfs of 1 MB; without the right to mount one, that part is skipped and said).
Exits with 1 where a request of an honest client was lost, a swap failed, or the memory after the first minute grew by a tenth.
"""

import argparse
import collections
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).parent
PROGRAM = os.environ.get("DOGBREED", str(HERE.parents[1] / "script/dogbreed")).split()


def paced(port, rate, seconds, images):
    done = subprocess.run(
        [sys.executable, str(HERE / "paced.py"), "--port", str(port), "--rate", f"{rate:.2f}", "--seconds", f"{seconds:.1f}", "--list", images],
        capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(done.stdout)


def resident(process):
    return int(pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse().read().decode()
    connection.close()
    return answer


class Nuisance(threading.Thread):
    """Broken clients, one after the other."""

    HEAD = b"POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\n"

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.count, self.over = port, 0, threading.Event()

    def run(self):
        chance = random.Random(19)
        waiting = collections.deque()
        kinds = [
            self.HEAD[:30], self.HEAD + b"Content-Length: 100000\r\n\r\nabc", self.HEAD + b"Content-Length: 33554432\r\n\r\n",
            self.HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\nx", bytes(chance.randrange(256) for _ in range(300)),
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100), self.HEAD + b"X: " + b"y" * 90_000,
            self.HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        ]  # fmt: skip
        while not self.over.wait(0.1):
            try:
                client = socket.create_connection(("127.0.0.1", self.port), timeout=5)
                client.sendall(chance.choice(kinds))
                waiting.append(client)
                # Some leave at once, and rudely; others stay until the server loses its patience.
                if chance.random() < 0.5:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    waiting.pop().close()
                if len(waiting) > 100:
                    waiting.popleft().close()
            except OSError:
                pass
            self.count += 1


class Visitor(threading.Thread):
    """Sends photos by the page and confirms the answers, while the disk is full."""

    def __init__(self, port, image):
        super().__init__(daemon=True)
        self.port, self.image, self.statuses, self.over = port, image, collections.Counter(), threading.Event()

    def ask(self, path, body, kind):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", path, body, {"Content-Type": kind})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def run(self):
        form = b'--b\r\nContent-Disposition: form-data; name="photograph"; filename="x.jpg"\r\n\r\n' + self.image + b"\r\n--b--\r\n"
        while not self.over.wait(1):
            try:
                status, page = self.ask("/", form, "multipart/form-data; boundary=b")
                self.statuses[f"page {status}"] += 1
                token = re.search(r'name="photograph" value="([^"]+)"', page)
                if status == 200 and token:
                    said = urllib.parse.urlencode({"photograph": token[1], "answer": "unknown"})
                    status, _ = self.ask("/feedback", said, "application/x-www-form-urlencoded")
                    self.statuses[f"feedback {status}"] += 1
            except (OSError, http.client.HTTPException):
                self.statuses["lost"] += 1


class Disk:
    """A file system of a megabyte."""

    def __init__(self, place):
        self.place = place
        place.mkdir()
        self.is_small = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], stderr=subprocess.DEVNULL).returncode == 0

    def fill(self):
        if self.is_small:
            with open(self.place / "filling", "ab", 0) as file:
                try:
                    while True:
                        file.write(b"x" * 4096)
                except OSError:
                    pass

    def leave(self):
        if self.is_small:
            # At once for others, whoever still has a file open in it.
            subprocess.run(["umount", "--lazy", self.place])


def highest(port, images):
    """Images per second that are answered when too many are asked for."""
    best, rate = 1.0, 20.0
    while True:
        answered = paced(port, rate, 4, images)["answered"]
        best = max(best, answered)
        if answered < 0.8 * rate:
            return best
        rate *= 2


def main(options, folder):
    place, disk = folder / "model", Disk(folder / "disk")
    for name in "ab":
        shutil.copytree(options.model, folder / name)
    place.symlink_to(folder / "a")
    log = open(disk.place / "log", "wb") if disk.is_small else subprocess.DEVNULL
    command = [*PROGRAM, "serve", "--model", str(place), "--port", "0", "--feedback", str(disk.place / "kept"), "--idle-timeout", "10"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    try:
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        rate = options.share * highest(port, options.list)
        nuisance, visitor = Nuisance(port), Visitor(port, open(open(options.list).readline().strip(), "rb").read())
        nuisance.start(), visitor.start(), disk.fill()
        end, minutes, swaps = time.monotonic() + options.seconds, [], 0
        while (left := end - time.monotonic()) > 1:
            minute = paced(port, rate, min(60, left), options.list)
            minutes.append({**minute, "resident": resident(process)})
            print(json.dumps(minutes[-1]), flush=True)
            swaps += 1
            (folder / "next").symlink_to(folder / "ab"[swaps % 2])
            os.replace(folder / "next", place)
            process.send_signal(signal.SIGHUP)
            disk.fill()
        nuisance.over.set(), visitor.over.set(), visitor.join()
        deadline = time.monotonic() + 30
        swapped = f'dogbreed_model_loads_total{{outcome="swapped"}} {swaps}'
        while swapped not in get(port, "/metrics") and time.monotonic() < deadline:
            time.sleep(0.5)
        has_swapped = swapped in get(port, "/metrics")
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
        disk.leave()
    statuses = collections.Counter()
    for minute in minutes:
        statuses.update(minute["statuses"])
    lost = statuses["0"] + visitor.statuses["lost"]
    growth = minutes[-1]["resident"] / minutes[0]["resident"]
    print(json.dumps({
        "rate": round(rate, 1), "statuses": statuses, "lost": lost, "swaps": swaps, "all swapped": has_swapped, "broken clients": nuisance.count,
        "visitor": visitor.statuses, "disk was full": disk.is_small, "p99, worst minute": max(minute["p99"] for minute in minutes),
        "resident, MB": [minute["resident"] >> 20 for minute in minutes], "growth": round(growth, 3), "exit": code}))  # fmt: skip
    return 1 if lost or code or not has_swapped or growth > 1.1 else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--list", required=True, help="a text file with the path of an image a line")
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--share", type=float, default=0.7)
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(parser.parse_args(), pathlib.Path(folder)))
