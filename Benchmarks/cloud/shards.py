"""Trains on shards in a bucket of which some at a time are here; see `shards`."""
import json, os, pathlib, resource, shutil, subprocess, sys, tempfile, threading, time, urllib.parse, urllib.request

program, count, classes = sys.argv[1], *(int(word) for word in (sys.argv[2:] + ["12000", "100"][len(sys.argv) - 2:]))
# What is on the disk at most, and how large a shard is.
WINDOW, SHARD = 12_000_000, 4
work = pathlib.Path(tempfile.mkdtemp(dir=os.environ.get("TMPDIR")))
base = dict(os.environ, XDG_CACHE_HOME=str(work / "cache"), DOGBREED_WEIGHTS=str(pathlib.Path(".deps/weights").resolve()))


def run(*words, **more):
    """The answer's JSON, and seconds of wall and processor."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, *words], env=dict(base, **more), capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), time.monotonic() - begun, spent


def train(data, name, **more):
    return run("train", "--data", data, "--model-dir", str(work / name), "--name", "noise", "--backbone", "efficientnet-lite0",
               "--input-size", "64", "--looks", "1", "--read-ahead", str(WINDOW), "--json", "--feature-cache",
               str(work / f"features-{name.split('-')[0]}"), **more)


def ask(root, path, data=None, method=None):
    with urllib.request.urlopen(urllib.request.Request(f"{root}/_stub/{path}", data, method=method)) as answer: return answer.read()


class Watch(threading.Thread):
    """The most bytes of shards below a folder."""

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.folder, self.most, self.over = folder, 0, False

    def run(self):
        while not self.over:
            # What goes away meanwhile belongs to a moment that is over.
            try: self.most = max(self.most, sum(file.stat().st_size for file in self.folder.rglob("*.tar")))
            except FileNotFoundError: pass
            time.sleep(0.002)


try:
    subprocess.run([sys.executable, "Benchmarks/peers/noise.py", str(work / "data"), str(count), str(classes)], check=True)
    run("data", "prepare", str(work / "data"), "--out", str(work / "shards"), "--image-size", "64", "--shard-mb", str(SHARD), "--json")
    server = subprocess.Popen([sys.executable, "Tests/Reference/storage_stub.py"], stdout=subprocess.PIPE, text=True)
    root = f"http://127.0.0.1:{int(server.stdout.readline())}"
    whole = 0
    for file in (work / "shards").iterdir():
        ask(root, f"object?bucket=kennel&name={urllib.parse.quote('shards/' + file.name, safe='')}", file.read_bytes(), "PUT")
        whole += file.stat().st_size if file.suffix == ".tar" else 0
    train(str(work / "shards"), "warm")
    print(f"machine: {os.cpu_count()} cores; {count} images of {classes} classes, {whole / 1e6:.0f} MB in shards of {SHARD} MB")
    files = train(str(work / "shards"), "files")
    watch = Watch(work / "cache" / "dogbreed" / "ahead")
    watch.start()
    there = {"STORAGE_EMULATOR_HOST": root}
    bucket = train("gs://kennel/shards", "bucket", **there)
    watch.over = True
    assert bucket[0]["version"] == files[0]["version"], "another model"
    ask(root, "clear", b"")
    again = train("gs://kennel/shards", "bucket-again", **there)
    read = sum(n for key, n in json.loads(ask(root, "state"))["kept"].items() if key.endswith(".tar"))
    for name, (_, wall, spent) in (("as files", files), ("from the bucket", bucket), ("the same again", again)):
        print(f"{name}: {wall:.1f} s, {spent:.1f} s of the processor")
    print(f"on the disk at most: {watch.most / 1e6:.1f} MB of {WINDOW / 1e6:.0f}; read of shards the second time: {read} bytes; the same model")
finally:
    shutil.rmtree(work, ignore_errors=True)
