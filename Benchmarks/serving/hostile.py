#!/usr/bin/env python3
"""Puts to the program what would knock a server over, and prints what it did, a JSON object a row.

    Benchmarks/serving/hostile.py --model DIR --image FILE [ROW…]

Rows: loads, decoders, deadline, models, in-place, caches, files, tls, access, feedback, http, start; all by default. Everything hostile is made here
(progressive JPEG only with Pillow). openssl must be installed for `tls`. Ends with 1 where something isn't as it should be.
"""

import argparse
import collections
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import hostile_inputs as inputs
from hostile_server import ROUTE, Server, run

bad = []


def row(name, holds, **figures):
    if not holds:
        bad.append(name)
    print(json.dumps({"row": name, "holds": bool(holds), **figures}), flush=True)


def loads(options, folder):
    with Server(options.model, "--no-access-log") as server:
        server.ask("POST", ROUTE, options.image)
        for name, kind, body in inputs.bodies():
            server.reset_peak()
            answers, longest = server.at_once(8, body, kind)
            statuses = sorted({answer[0] for answer in answers})
            row(f"8 × {name}", server.lives and 0 not in statuses and longest <= 0.1, bytes=len(body), statuses=statuses,
                seconds=round(max(answer[3] for answer in answers), 1), healthz=round(longest, 3), peak_mb=server.peak,
                answer_bytes=max(len(answer[2]) for answer in answers))  # fmt: skip


def decoders(options, folder):
    body = next(body for name, _, body in inputs.bodies() if name == "PNG")
    over, ended = threading.Event(), []
    with Server(options.model, "--no-access-log") as server:

        def end():
            while not over.wait(0.1):
                with contextlib.suppress(OSError):
                    for process in server.processes[1:2]:
                        os.kill(process, random.choice([signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL]))
                        ended.append(process)

        ending = threading.Thread(target=end)
        ending.start()
        answers = [answer for _ in range(10) for answer in server.at_once(8, body, "image/png")[0]]
        over.set(), ending.join()
        statuses = {status: sum(answer[0] == status for answer in answers) for status in sorted({answer[0] for answer in answers})}
        row("80 images while their decoders are ended", server.lives and ended and set(statuses) <= {200, 422, 503}, statuses=statuses,
            ended=len(set(ended)), next=server.ask("POST", ROUTE, body, **{"Content-Type": "image/png"})[0])  # fmt: skip
        left = server.processes[1:]
        server.process.kill()
        server.process.wait()
        time.sleep(2)
        row("decoders end with a server that is killed", left and not any(pathlib.Path(f"/proc/{process}").exists() for process in left), decoders=len(left))


def deadline(options, folder):
    body = next(body for name, _, body in inputs.bodies() if name == "PNG")
    with Server(options.model, "--no-access-log", "--deadline", "2", "--width", "2") as server:
        answers, longest = server.at_once(16, body, "image/png")
        slowest = max(answer[3] for answer in answers)
        row("16 slow images, --deadline 2", slowest < 3 and longest <= 0.1, statuses=sorted({answer[0] for answer in answers}),
            slowest=round(slowest, 2), healthz=round(longest, 3))  # fmt: skip


def models(options, folder):
    made = dict(inputs.models(options.model, folder))
    place = folder / "served"
    place.symlink_to(options.model)
    for name, unfit in made.items():
        code, said, _, _ = run("model", "verify", unfit)
        row(f"model verify: {name}", (code == 0) == (name == "the same") and code >= 0, exit=code, said=said.strip().splitlines()[-1][:120])
    with Server(place, "--no-access-log") as server:
        for name, unfit in made.items():
            before = server.metric('dogbreed_model_loads_total{outcome="refused"}')
            (folder / "next").symlink_to(unfit)
            os.replace(folder / "next", place)
            server.process.send_signal(signal.SIGHUP)
            deadline, moved = time.monotonic() + 60, False
            name_of = 'dogbreed_model_loads_total{outcome="%s"}' % ("swapped" if name == "the same" else "refused")
            while not moved and server.lives and time.monotonic() < deadline:
                time.sleep(0.2)
                moved = server.metric(name_of) > (before if name != "the same" else 0)
            status = server.ask("POST", ROUTE, options.image)[0]
            row(f"swap: {name}", moved and status == 200, outcome="as it should be" if moved else "not seen", then=status)


def in_place(options, folder):
    place = folder / "model"
    shutil.copytree(options.model, place)
    whole = (place / "weights.safetensors").read_bytes()
    statuses = set()
    with Server(place, "--no-access-log") as server:
        for turn in range(20):
            server.process.send_signal(signal.SIGHUP)
            time.sleep(0.02 * (turn % 5))
            with open(place / "weights.safetensors", "r+b") as file:
                file.truncate(len(whole) // (2 + turn))
            statuses.add(server.ask("POST", ROUTE, options.image)[0])
            (place / "weights.safetensors").write_bytes(whole)
        row("weights cut while they are loaded, 20 times", server.lives and statuses == {200}, statuses=sorted(statuses))


def caches(options, folder):
    def predicted():
        code, said, _, _ = run(
            "predict", options.image_path, "--model", options.model, "--json", XDG_CACHE_HOME=str(folder), HOME=str(folder))
        return re.sub(r'"seconds" ?: ?[0-9.e-]+', "", said) if code == 0 else f"exit {code}: {said}"

    first = predicted()
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        content = bytearray(path.read_bytes())
        for place in range(len(content) // 2, len(content), max(1, len(content) // 64)):
            content[place] ^= 0x55
        path.write_bytes(content)
    row("compiled nets with flipped bytes: the same answer", files and predicted() == first, files=len(files))


def files(options, folder):
    for name, content, command in [
        ("bomb.pth", inputs.pickle_bomb(), lambda path: ("backbone", "import", path, "--as", "resnet50", "--out", folder / "w.safetensors")),
        ("bomb.tar.gz", inputs.folders_bomb(), lambda path: ("data", "fetch", f"folder:https://127.0.0.1:1/{path.name}", "--from", path, "--out", folder / "out")),
    ]:
        path = folder / name
        path.write_bytes(content)
        code, said, peak, seconds = run(*command(path))
        made = sum(len(names) for _, names, _ in os.walk(folder / "out")) if (folder / "out").exists() else 0
        row(name, code in (1, 2, 3) and peak < 1024, bytes=len(content), exit=code, peak_mb=peak, seconds=round(seconds, 1), folders_left=made,
            said=said.strip().splitlines()[-1][:160])  # fmt: skip


def tls(options, folder):
    def certificate(name):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", folder / "key.next",
             "-out", folder / "certificate.next"], check=True, capture_output=True)  # fmt: skip
        os.replace(folder / "key.next", folder / "key.pem")
        os.replace(folder / "certificate.next", folder / "certificate.pem")

    def client(*flags):
        done = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", *flags], input=b"", capture_output=True, timeout=20)
        name = re.search(rb"subject=.*?CN ?= ?(\S+)", done.stdout)
        return re.search(rb"Cipher is (?!\(NONE\))", done.stdout) is not None, name and name[1].decode()

    certificate("first")
    flags = ["--tls-cert", str(folder / "certificate.pem"), "--tls-key", str(folder / "key.pem"), "--hsts", "600"]
    with Server(options.model, "--no-access-log", *flags) as server:
        old = "DEFAULT@SECLEVEL=0"
        for name, expected, arguments in [
            ("TLS 1.0", False, ["-tls1", "-cipher", old]), ("TLS 1.1", False, ["-tls1_1", "-cipher", old]),
            ("TLS 1.2 without forward secrecy", False, ["-tls1_2", "-cipher", "AES128-GCM-SHA256:AES256-SHA:AES128-SHA"]),
            ("TLS 1.2", True, ["-tls1_2"]), ("TLS 1.3", True, ["-tls1_3"]),
        ]:  # fmt: skip
            row(name, client(*arguments)[0] == expected, accepted=not expected if client(*arguments)[0] != expected else expected)
        certificate("second")
        server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 30
        while client()[1] != "second" and time.monotonic() < deadline:
            time.sleep(0.2)
        row("certificate read again on SIGHUP", client()[1] == "second")
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context)
        connection.request("GET", "/api")
        answer = connection.getresponse()
        page = answer.read().decode()
        row("HSTS, and https on the page of the API", answer.getheader("Strict-Transport-Security") and f"http://127.0.0.1:{server.port}" not in page,
            hsts=answer.getheader("Strict-Transport-Security"))  # fmt: skip


def access(options, folder):
    keys = folder / "keys"
    keys.write_text("one-key-of-enough-letters-1234567890\nanother-key-of-enough-letters-123456\n")
    keys.chmod(0o600)
    with Server(options.model, "--api-key-file", str(keys), "--metrics-port", "0", "--client-connections", "50") as server:
        statuses = {
            "none": server.ask("POST", ROUTE, options.image)[0], "wrong": server.ask("POST", ROUTE, options.image, **{"X-API-Key": "x"})[0],
            "second": server.ask("POST", ROUTE, options.image, **{"X-API-Key": keys.read_text().split()[1]})[0],
            "metrics": server.ask("GET", "/metrics", **{"X-API-Key": keys.read_text().split()[0]})[0], "health": server.ask("GET", "/healthz")[0],
        }  # fmt: skip
        found = collections.Counter(server.ask("GET", "/api/v1/model", **{"X-API-Key": f"wrong-{number}"})[0] for number in range(1000))
        row("1,000 wrong keys", found == {401: 1000}, statuses=dict(found))
        row("keys and metrics", statuses == {"none": 401, "wrong": 401, "second": 200, "metrics": 404, "health": 200}, **statuses)
        open_at_once = []
        for _ in range(200):
            client = socket.create_connection(("127.0.0.1", server.port), timeout=5)
            client.setblocking(False)
            open_at_once.append(client)
        time.sleep(1)

        def is_open(client):
            try:
                return client.recv(1) != b""
            except BlockingIOError:
                return True
            except OSError:
                return False

        kept = sum(map(is_open, open_at_once))
        for client in open_at_once:
            client.close()
        row("200 connections of one client, --client-connections 50", kept <= 50, kept=kept)


def feedback(options, folder):
    kept = folder / "kept"
    with Server(options.model, "--feedback", str(kept), "--feedback-limit", "200000") as server:
        form = b'--b\r\nContent-Disposition: form-data; name="photograph"; filename="x.jpg"\r\n\r\n' + options.image + b"\r\n--b--\r\n"
        statuses = []
        for _ in range(30):
            _, _, page, _ = server.ask("POST", "/", form, **{"Content-Type": "multipart/form-data; boundary=b"})
            token = re.search(rb'name="photograph" value="([^"]+)"', page)
            said = urllib.parse.urlencode({"photograph": token[1].decode(), "answer": "unknown"}) if token else ""
            statuses.append(server.ask("POST", "/feedback", said, **{"Content-Type": "application/x-www-form-urlencoded"})[0])
        found = [path for path in kept.rglob("*.jpg")]
        modes = {oct(path.stat().st_mode & 0o777) for path in found}
        size = sum(path.stat().st_size for path in found)
        row("feedback", found and modes == {"0o600"} and size <= 200_000 and not any(b"Exif" in path.read_bytes() for path in found),
            kept=len(found), bytes=size, modes=sorted(modes), statuses={str(status): statuses.count(status) for status in set(statuses)})  # fmt: skip


def http_rows(options, folder):
    with Server(options.model) as server:
        _, seconds = server.raw(b"GET /healthz HTTP/1.0\r\n\r\n", wait=40)
        row("HTTP/1.0 is closed after its answer", seconds < 1, seconds=round(seconds, 2))
        for name, head in {"no Host": b"", "two Hosts": b"Host: a\r\nHost: b\r\n"}.items():
            answer, _ = server.raw(b"GET /healthz HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n")
            row(name, b" 400 " in answer[:20], answer=answer[:20].decode(errors="replace").strip())
        server.raw(b"GET /nowhere\x00 HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(30):
            server.process.send_signal(signal.SIGHUP)
            time.sleep(0.01)
        loads, before = 0.0, -1.0
        while loads != before:
            time.sleep(3)
            loads, before = sum(server.metric('dogbreed_model_loads_total{outcome="%s"}' % outcome) for outcome in ("swapped", "unchanged", "refused")), loads
        row("30 SIGHUPs", loads <= 3, loads=loads)
        server.log.seek(0)
        refused = [line for line in server.log.read().splitlines() if '"400"' in line or '"status":400' in line or "400" in line]
        row("refused heads are logged", len(refused) >= 2, lines=len(refused))


def start(options, folder):
    with Server(options.model) as server:
        code, said, _, _ = run("serve", "--model", options.model, "--port", server.port)
        row("port in use", code == 1 and "errno" not in said, exit=code, said=said.strip().splitlines()[-1][:160])
    server = Server(options.model)
    start = time.monotonic()
    server.process.send_signal(signal.SIGSEGV)
    server.process.wait(120)
    row("a crash frees the port", time.monotonic() - start < 10, seconds=round(time.monotonic() - start, 1))


ROWS = {
    "loads": loads, "decoders": decoders, "deadline": deadline, "models": models, "in-place": in_place, "caches": caches, "files": files, "tls": tls, "access": access,
    "feedback": feedback, "http": http_rows, "start": start,
}  # fmt: skip

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--image", type=pathlib.Path, required=True, help="an image of something that the model knows")
    parser.add_argument("rows", nargs="*", metavar="ROW", choices=[*ROWS, []])
    options = parser.parse_args()
    options.image_path, options.image = options.image.resolve(), options.image.read_bytes()
    options.model = options.model.resolve()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    for name in options.rows or ROWS:
        with tempfile.TemporaryDirectory() as folder:
            ROWS[name](options, pathlib.Path(folder))
    print(json.dumps({"not as it should be": bad}))
    sys.exit(1 if bad else 0)
