"""Measures the server over HTTP by the kind of the images, one JSON object a program and kind; the programs in turn, so that their ratios are of one run.

    python Benchmarks/serving/kinds.py --model DIR --photographs LIST [--times N] PROGRAM...

LIST is a text file with the path of an image a line. Of each a JPEG and a PNG of at most 500 pixels a side are sent, by four clients. A PROGRAM is
dogbreed of any version; a copy of it by another name decodes all images itself. Needs Pillow.
"""

import argparse
import concurrent.futures
import http.client
import io
import itertools
import json
import os
import socket
import statistics
import subprocess
import time

import PIL.Image

CLIENTS = 4


def bodies(path):
    with PIL.Image.open(path) as file:
        image = file.convert("RGB")
    image.thumbnail((500, 500))
    for kind in "JPEG", "PNG":
        body = io.BytesIO()
        image.save(body, kind)
        yield body.getvalue()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def post(connection, body):
    start = time.perf_counter()
    connection.request("POST", "/api/v1/predictions", body)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"an image was answered by {answer.status}")
    return time.perf_counter() - start


def client(port, images):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    latencies = [post(connection, image) for image in images]
    connection.close()
    return latencies


def together(port, images):
    """Returns the latencies of all images, which the clients share."""
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        return list(itertools.chain.from_iterable(pool.map(lambda first: client(port, images[first::CLIENTS]), range(CLIENTS))))


def wait(port):
    for _ in range(600):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except (ConnectionError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise SystemExit("the server didn't start")


def measure(program, kinds):
    """Returns (images per second, median latency in ms) of each kind."""
    port = free_port()
    server = subprocess.Popen(
        [program, "serve", "--model", OPTIONS.model, "--port", str(port), "--looks", "1"],
        env={**os.environ, "DOGBREED_ACCESS_LOG": "false"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        wait(port)
        for images in kinds:
            # All at once, so that each core's decoder has started.
            together(port, images[: 4 * CLIENTS])
            start = time.perf_counter()
            taken = together(port, images)
            seconds = time.perf_counter() - start
            yield len(images) / seconds, 1000 * statistics.median(taken)
    finally:
        server.terminate()
        server.wait(60)


def main():
    with open(OPTIONS.photographs) as file:
        kinds = list(zip(*(bodies(line.strip()) for line in file)))
    results = {program: [] for program in OPTIONS.programs}
    for _ in range(OPTIONS.times):
        for program, runs in results.items():
            runs.append(list(measure(program, kinds)))
    for number, kind in enumerate(("JPEG", "PNG")):
        for program, runs in results.items():
            rates, latencies = zip(*(run[number] for run in runs))
            last = [run[number][0] for run in results[OPTIONS.programs[-1]]]
            print(json.dumps({
                "kind": kind, "images": len(kinds[number]), "program": program, "rates": [round(rate, 1) for rate in rates], "rate": round(statistics.median(rates), 1),
                "latency": round(statistics.median(latencies), 1), "ratio": round(statistics.median(a / b for a, b in zip(rates, last)), 3)}))  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--photographs", required=True)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("programs", nargs="+", metavar="PROGRAM")
    OPTIONS = parser.parse_args()
    main()
