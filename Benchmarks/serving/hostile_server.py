"""The program as `hostile.py` runs and asks it."""

import contextlib
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

from confined import PROGRAM

ROUTE = "/api/v1/predictions"


class Server:
    """The program as it serves; ends with the block."""

    def __init__(self, model, *flags, **environment):
        self.log = tempfile.TemporaryFile("w+")
        command = [*PROGRAM, "serve", "--model", str(model), "--port", "0", *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, env={**os.environ, **environment})
        self.address = self.process.stdout.readline().strip().split()[-1]
        self.port = int(self.address.rstrip("/").rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    @property
    def lives(self):
        return self.process.poll() is None

    def ask(self, method, path, body=None, **headers):
        """Status, headers, body and seconds; status 0 without an answer."""
        start = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            return answer.status, dict(answer.getheaders()), content, time.monotonic() - start
        except (OSError, http.client.HTTPException):
            return 0, {}, b"", time.monotonic() - start

    def at_once(self, count, body, kind):
        """The answers to so many posts, and the slowest answer of /healthz meanwhile."""
        answers, longest, over = [], [0.0], threading.Event()

        def health():
            while not over.wait(0.05):
                longest[0] = max(longest[0], self.ask("GET", "/healthz")[3])

        posts = [
            threading.Thread(target=lambda: answers.append(self.ask("POST", ROUTE, body, **{"Content-Type": kind}))) for _ in range(count)]
        watch = threading.Thread(target=health)
        for thread in [watch, *posts]:
            thread.start()
        for thread in posts:
            thread.join()
        over.set(), watch.join()
        return answers, longest[0]

    def raw(self, request, wait=5):
        """What comes back for bytes, and how long the connection stays open after them."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as client:
            client.sendall(request)
            start, received = time.monotonic(), b""
            with contextlib.suppress(OSError):
                while part := client.recv(65536):
                    received += part
            return received, time.monotonic() - start

    def metric(self, name, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        found = re.search(re.escape(name) + r" (\S+)", text)
        return float(found[1]) if found else 0.0

    @property
    def processes(self):
        """The server's own process and those that decode for it."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [self.process.pid, *(int(word) for file in children for word in file.read_text().split())]

    def reset_peak(self):
        for process in self.processes:
            with contextlib.suppress(OSError):
                pathlib.Path(f"/proc/{process}/clear_refs").write_text("5")

    @property
    def peak(self):
        """MB of all processes, each at its own peak; what they share counts for each."""
        total = 0
        for process in self.processes:
            with contextlib.suppress(OSError):
                status = pathlib.Path(f"/proc/{process}/status").read_text()
                total += int(re.search(r"VmHWM:\s+(\d+)", status)[1]) >> 10
        return total


def run(*arguments, **environment):
    """The program's exit code, output, peak memory in MB and seconds."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        process = subprocess.Popen([*PROGRAM, *map(str, arguments)], stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **environment})
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return process.returncode, out.read().decode(errors="replace"), used.ru_maxrss >> 10, time.monotonic() - start
