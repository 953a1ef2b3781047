"""Sends malformed requests to a server on the loopback: no 5xx but 503, no crash, and the next request is answered.

    python fuzz.py --port 18080 --requests 100000 --seed 7 [--pid PID]

The same seed sends the same bytes. Ends with 1 when an answer is wrong.
"""

import argparse
import base64
import collections
import io
import json
import multiprocessing
import pathlib
import random
import socket
import sys

from PIL import Image

ROUTES = ["/api/v1/predictions", "/", "/predict", "/v2/models/MODEL/infer", "/feedback"]
READS = ["/", "/classes", "/classes?q=a", "/api", "/api/v1/model", "/api/v1/classes", "/healthz", "/readyz", "/metrics", "/openapi.json", "/v2", "/v2/health/live", "/assets/style.css"]


def small_jpeg(rng):
    noise = Image.frombytes("RGB", (16, 12), rng.randbytes(576)).resize((64, 48))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=80)
    return out.getvalue()


class Fuzzer:
    def __init__(self, seed, images, model):
        self.rng = random.Random(seed)
        self.images = images + [small_jpeg(self.rng) for _ in range(4)]
        self.model = model

    def damaged(self, data):
        data = bytearray(data[: self.rng.randint(0, len(data))] if self.rng.random() < 0.4 else data)
        for _ in range(self.rng.choice([0, 1, 1, 4, 32])):
            if data:
                data[self.rng.randrange(len(data))] = self.rng.randrange(256)
        return bytes(data)

    def image(self):
        return self.damaged(self.rng.choice(self.images))

    def multipart(self, broken):
        boundary = self.rng.choice([b"x", b"----WebKitFormBoundaryABC", b"a b", b"'()+_,-./:=?"])
        body = b""
        for index in range(self.rng.choice([0, 1, 1, 2, 5, 70])):
            name = self.rng.choice([b'name="photo"', b"name=a", b'name="a\\"b"', b"", b'name="' + b"n" * 9000 + b'"'])
            file = self.rng.choice([b'; filename="rex.jpg"', b'; filename="../../etc/passwd"', b"", b'; filename=""', b"; filename*=UTF-8''%e4"])
            body += b"--" + boundary + b"\r\nContent-Disposition: form-data; " + name + file + b"\r\n\r\n" + (self.image() if index < 3 else b"x") + b"\r\n"
        body += b"--" + boundary + b"--\r\n"
        return b"multipart/form-data; boundary=\"" + boundary + b"\"", self.damaged(body) if broken else body

    def json_body(self):
        data = base64.b64encode(self.image()).decode()
        data = self.rng.choice([data, data, data[:-1], data + "=", "!" + data, "", "A" * self.rng.choice([10, 100_000]), 7, None, [data], {"b64": data}])
        body = self.rng.choice([
            {"images": [{"data": data}]}, {"images": [{"name": "a" * 10_000, "data": data}] * 3}, {"instances": [{"b64": data}]},
            {"instances": [{"b64": data}], "parameters": {"top": self.rng.choice([0, 1, -1, 10**30, "x", None, 2.5])}},
            {"inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": [data]}]},
            {"inputs": [{"name": "image", "shape": [-1, 2**63], "datatype": "BYTES", "data": [data]}]}, {}, [], None, "x",
        ])
        text = json.dumps(body).encode()
        return self.rng.choice([text, text, self.damaged(text), b"[" * self.rng.choice([10, 100_000]), b'{"a":' * 5000, text + text])

    def request(self):
        """The bytes of one request, and whether to end the connection with it."""
        rng = self.rng
        kind = rng.randrange(16)
        path = rng.choice(ROUTES).replace("MODEL", self.model)
        headers, body, method = [], b"", b"POST"
        if kind < 4:
            content_type, body = self.multipart(broken=kind != 0)
            headers.append(b"Content-Type: " + content_type)
        elif kind < 6:
            body = self.json_body()
            headers.append(b"Content-Type: application/json")
        elif kind < 9:
            body = self.image()
            headers.append(b"Content-Type: " + rng.choice([b"image/jpeg", b"text/html", b"application/json", b"multipart/form-data", b"a" * 1000, b"\xff\xfe", b"", b"image/png; boundary=x"]))
        elif kind == 9:
            path, method = rng.choice(READS), rng.choice([b"GET", b"HEAD", b"DELETE", b"PUT", b"OPTIONS", b"BREW", b"PATCH", b"TRACE"])
        elif kind == 10:
            path = rng.choice(["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../etc/passwd", "/classes/%00", "/classes/" + "a" * 5000, "//", "/%", "/classes/..%2f..%2fetc", "/v2/models/%FF/infer", "/?" + "a=b&" * 500, "*"])
            method = rng.choice([b"GET", b"POST"])
        elif kind == 11:
            path += "?" + rng.choice(["top=-1", "top=99999999999999999999", "top=1&top=2", "explain=maybe", "top=%zz", "=", "&&&", "top=5&explain=true&seen=true", "a" * 3000])
            body = self.image()
        elif kind == 12:
            headers += [b"X-%d: %s" % (i, b"v" * rng.choice([0, 10, 300])) for i in range(rng.choice([500, 2000, 10_000]))]
            body = self.image()
        elif kind == 13:
            head = rng.randbytes(rng.randint(1, 400)) + rng.choice([b"", b"\r\n\r\n", b" HTTP/1.1\r\n\r\n"])
            return head, True
        elif kind == 14:
            body = self.image()
            wrong = rng.choice([b"-1", b"0x10", b"99999999999999999999999", str(len(body) + rng.randint(1, 10_000)).encode(), str(max(0, len(body) - 5)).encode(), b"1, 1", b"", b"1e3"])
            return b"POST " + path.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Length: " + wrong + b"\r\n\r\n" + body, True
        else:
            body = self.image()
            chunks = b"".join(b"%x\r\n" % len(part) + part + b"\r\n" for part in [body[i : i + 700] for i in range(0, len(body), 700)])
            head = b"POST " + path.encode() + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            head += rng.choice([b"", b"Content-Length: 5\r\n", b"Expect: 100-continue\r\n", b"Transfer-Encoding: gzip\r\n"])
            return head + b"\r\n" + self.damaged(chunks + b"0\r\n\r\n"), True
        if rng.random() < 0.2:
            headers.append(b"Accept: text/html")
        cut = rng.random() < 0.05
        head = method + b" " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n" % len(body)
        message = head + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body
        return (message[: rng.randrange(len(message))], True) if cut else (message, False)


class Connection:
    def __init__(self, port):
        self.port = port
        self.socket = None

    def send(self, message, last):
        """Sends a request and gives its status; 0 when the server closed without an answer."""
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=180)
                self.left = b""
            self.socket.sendall(message)
            if last:
                self.socket.shutdown(socket.SHUT_WR)
            return self.read(message.startswith(b"HEAD "))
        except TimeoutError:
            raise
        except OSError:
            self.close()
            return 0
        finally:
            if last:
                self.close()

    def read(self, bodiless):
        while b"\r\n\r\n" not in self.left:
            part = self.socket.recv(65536)
            if not part:
                self.close()
                return 0
            self.left += part
        head, self.left = self.left.split(b"\r\n\r\n", 1)
        lines = head.lower().split(b"\r\n")
        status = int(lines[0].split()[1])
        if status == 100:
            return self.read(bodiless)
        length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
        while not bodiless and status != 304 and len(self.left) < length:
            part = self.socket.recv(65536)
            if not part:
                break
            self.left += part
        self.left = self.left[0 if bodiless else length :]
        if b"connection: close" in lines or status == 400:
            self.close()
        return status

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def work(arguments):
    port, seed, count, images, model = arguments
    fuzzer, connection = Fuzzer(seed, images, model), Connection(port)
    good = images[0]
    probe = b"POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(good) + good
    statuses, wrong = collections.Counter(), []
    for number in range(count):
        message, last = fuzzer.request()
        status = connection.send(message, last)
        statuses[status] += 1
        if status >= 500 and status != 503:
            wrong.append((seed, number, status, message[:300]))
        if number % 50 == 49:
            check = Connection(port)
            status = check.send(probe, False)
            check.close()
            if status not in (200, 503):
                wrong.append((seed, number, "the next request got", status))
    return statuses, wrong


def resident(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 if pid else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--pid", type=int, help="the server's, to see its memory")
    parser.add_argument("--image", type=pathlib.Path, action="append", default=[], help="a real image to damage")
    options = parser.parse_args()
    import urllib.request

    model = json.load(urllib.request.urlopen(f"http://127.0.0.1:{options.port}/api/v1/model"))["name"]
    images = [path.read_bytes() for path in options.image] or [small_jpeg(random.Random(options.seed))]
    slices = 10 * options.workers
    jobs = [(options.port, options.seed * 1000 + part, options.requests // slices, images, model) for part in range(slices)]
    statuses, wrong, before = collections.Counter(), [], resident(options.pid)
    with multiprocessing.Pool(options.workers) as pool:
        for done, (some, faults) in enumerate(pool.imap(work, jobs), 1):
            statuses += some
            wrong += faults
            if done == 1:
                before = resident(options.pid)
    print(f"{sum(statuses.values())} requests, seed {options.seed}: {dict(sorted(statuses.items()))} (0: closed without an answer)")
    if options.pid:
        print(f"resident memory: {before / 2**20:.1f} MiB after a tenth of a worker's share, {resident(options.pid) / 2**20:.1f} MiB at the end")
    for fault in wrong[:20]:
        print("wrong:", fault, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
