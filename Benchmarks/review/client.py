"""A review as a program drives it: starts the page's server, and asks what the page asks."""

import json
import os
import pathlib
import subprocess
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("DOGBREED_PROGRAM", str(ROOT / "script/dogbreed"))


class Review:
    """A running review; `address` is what it printed."""

    def __init__(self, *words):
        self.process = subprocess.Popen([PROGRAM, "review", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("Ready: open "):
            raise RuntimeError(self.process.stderr.read())
        self.address = line.removeprefix("Ready: open ").strip()
        parts = urllib.parse.urlsplit(self.address)
        self.base = f"{parts.scheme}://{parts.netloc}"
        self.token = urllib.parse.parse_qs(parts.query)["token"][0]

    def ask(self, path, body=None, **values):
        query = urllib.parse.urlencode(values, quote_via=urllib.parse.quote)
        request = urllib.request.Request(
            f"{self.base}{path}?{query}" if query else f"{self.base}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Review-Token": self.token, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def decide(self, images, verdict, name=None, queue=None):
        body = {"images": images, "verdict": verdict}
        if name is not None:
            body["name"] = name
        if queue is not None:
            body["queue"] = queue
        return self.ask("/api/decide", body)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=60)


def machine():
    cpu = next((line.split(": ")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return f"{cpu}, {os.cpu_count()} cores"
