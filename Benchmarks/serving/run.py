"""Measures the server on this machine, one JSON object a figure; every ratio from one run, its two sides in turn.

    python Benchmarks/serving/run.py --model DIR --photographs LIST [--peer PYTHON] [--memory] [--only FIGURES]

LIST is a text file with the path of an image a line. PYTHON is an interpreter with flask, gunicorn, onnxruntime,
numpy and pillow for Benchmarks/peers/flask_server.py. wrk must be installed. --memory sends 100,000 requests. FIGURES are
throughput (one look) or effort (the model's cascade, which must be of images as people send them: whole ones).
"""

import argparse
import http.client
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAM = os.environ.get("DOGBREED", str(ROOT / "script/dogbreed")).split()
PORT, PEER_PORT = 18180, 18181


def say(name, **figures):
    print(json.dumps({"figure": name, **figures}), flush=True)


def wait(port):
    """Seconds until the first image was answered, polled every 2 ms; None when it ends before."""
    start = time.perf_counter()
    while time.perf_counter() - start < 120:
        try:
            if post(port, FIRST) == 200:
                return time.perf_counter() - start
        except (ConnectionError, http.client.HTTPException):
            pass
        time.sleep(0.002)
    return None


def post(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/api/v1/predictions", body)
    status = connection.getresponse().status
    connection.close()
    return status


class Process:
    def __init__(self, command, **environment):
        self.process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    @property
    def resident(self):
        return int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def server(*how):
    how = how or ("--looks", "1")
    return Process([*PROGRAM, "serve", "--model", OPTIONS.model, "--port", str(PORT), *how], DOGBREED_ACCESS_LOG="false")


def peer(looks=1):
    gunicorn = ["-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{PEER_PORT}", "--chdir", str(ROOT / "Benchmarks/peers"), "flask_server:app"]
    return Process([OPTIONS.peer, *gunicorn], MODEL=OPTIONS.model, LOOKS=str(looks))


def wrk(port, seconds=10, connections=8, every=None):
    done = subprocess.run(
        ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s", "-s", str(HERE / "images.lua"), f"http://127.0.0.1:{port}"],
        env={**os.environ, "PHOTOGRAPHS": OPTIONS.photographs, "CONNECTIONS": str(connections), **({"EVERY": str(every)} if every else {})}, capture_output=True, text=True, check=True)  # fmt: skip
    result = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("JSON "))[5:])
    result["rate"] = result["statuses"].get("200", 0) / result["seconds"]
    return result


def paced(rate, seconds):
    done = subprocess.run(
        [sys.executable, str(HERE / "paced.py"), "--port", str(PORT), "--rate", f"{rate:.2f}", "--seconds", str(seconds), "--list", OPTIONS.photographs],
        capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(done.stdout)


def in_process():
    done = subprocess.run(
        [*PROGRAM, "bench", "--model", OPTIONS.model, "--looks", "1", "--images", OPTIONS.photographs, "--json"],
        capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(done.stdout)["endToEndRate"]


def throughput():
    """HTTP against in-process and against the peer, in turn, three times; returns the highest rate of all."""
    inside, over, other = [], [], []
    for _ in range(3):
        inside.append(in_process())
        with server():
            wait(PORT)
            over.append(wrk(PORT)["rate"])
        if OPTIONS.peer:
            with peer():
                wait(PEER_PORT)
                other.append(wrk(PEER_PORT)["rate"])
    median = statistics.median
    say("throughput over HTTP ÷ in-process", over=over, inside=inside, ratio=median(a / b for a, b in zip(over, inside)))
    if other:
        say("throughput ÷ Flask's", over=over, flask=other, ratio=median(a / b for a, b in zip(over, other)))
    return max(over)


def stages():
    """How many answers each stage of the cascade gave since the server started."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    return {line.split('stage="')[1].split('"')[0]: int(float(line.split()[-1])) for line in lines if line.startswith("dogbreed_stages_total{")}


def effort():
    """The model's default over HTTP against all nets and looks, and against the peer's two looks of all nets, in turn, three times."""
    auto, full, other, shares = [], [], [], {}
    for _ in range(3):
        with server("--effort", "auto"):
            wait(PORT)
            auto.append(wrk(PORT)["rate"])
            shares = stages()
        with server("--effort", "full"):
            wait(PORT)
            full.append(wrk(PORT)["rate"])
        if OPTIONS.peer:
            with peer(looks=2):
                wait(PEER_PORT)
                other.append(wrk(PEER_PORT)["rate"])
    median = statistics.median
    say("default ÷ always all", auto=auto, full=full, stages=shares, ratio=median(a / b for a, b in zip(auto, full)))
    if other:
        say("default ÷ Flask's, all nets and two looks", auto=auto, flask=other, ratio=median(a / b for a, b in zip(auto, other)))


def main():
    if OPTIONS.only == "effort":
        return effort()
    if OPTIONS.only == "throughput":
        return throughput()
    effort()
    with server():
        wait(PORT)
    starts = []
    for _ in range(5):
        with server():
            starts.append(wait(PORT))
    say("start to first answer, cache warm", seconds=starts, median=statistics.median(starts))
    highest = throughput()
    with server() as process:
        wait(PORT)
        calm = paced(0.7 * highest, 20)
        say("p99 ÷ p50 at 70 %", **calm, ratio=calm["p99"] / calm["p50"])
        # wrk with a pause before each request, since a client in Python takes a third of the cores; fewer connections
        # than the server takes.
        storm = wrk(PORT, 20, 800, every=int(1000 * 800 / (5 * highest)))
        say("goodput at four times the highest rate", offered=storm["requests"] / storm["seconds"], **storm, ratio=storm["rate"] / highest)
        if OPTIONS.memory:
            sent, marks = 0, {}
            while sent < 100_000:
                sent += wrk(PORT, seconds=5 if sent < 1000 else 30)["requests"]
                marks.setdefault("first", process.resident)
                marks["last"] = process.resident
            say("resident memory", requests=sent, **marks, ratio=marks["last"] / marks["first"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--photographs", required=True)
    parser.add_argument("--peer")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--only", choices=["effort", "throughput"])
    OPTIONS = parser.parse_args()
    FIRST = pathlib.Path(open(OPTIONS.photographs).readline().strip()).read_bytes()
    main()
