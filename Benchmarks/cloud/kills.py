"""Kills a training while it stores its model and its logs; see `kills`."""
import collections, hashlib, json, os, pathlib, random, shutil, signal, subprocess, sys, tempfile, time, urllib.parse, urllib.request

import PIL.Image, PIL.ImageDraw

program, kills, each = sys.argv[1], int(os.environ.get("KILLS", "50")), int(os.environ.get("ROUND", "5"))
random.seed(int(os.environ.get("SEED", "1")))
work = pathlib.Path(tempfile.mkdtemp(dir=os.environ.get("TMPDIR")))
# 64 KiB every 20 ms: most of a run is then spent on storing.
SLOW = {"slow": 0.02}


class Store:
    """The strict Cloud Storage of the tests."""

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, "Tests/Reference/storage_stub.py"], stdout=subprocess.PIPE, text=True)
        self.root = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def ask(self, path, data=None):
        with urllib.request.urlopen(f"{self.root}/_stub/{path}", data) as answer: return answer.read()

    def state(self): return json.loads(self.ask("state"))

    def configure(self, **settings): self.ask("config", json.dumps(settings).encode())

    def objects(self, place):
        """Bytes by name below a place."""
        names = [n.removeprefix("kennel/") for n in self.state()["objects"] if n.startswith(f"kennel/{place}/")]
        return {n.removeprefix(place + "/"): self.ask(f"object?bucket=kennel&name={urllib.parse.quote(n)}") for n in names}


def photos(folder):
    for number in range(24):
        for name, colour in (("blue", (30, 60, 220)), ("red", (220, 40, 30)), ("green", (40, 190, 60))):
            drawn = PIL.Image.new("RGB", (96, 96), (random.randrange(60, 200),) * 3)
            left, top = random.randrange(40), random.randrange(40)
            PIL.ImageDraw.Draw(drawn).ellipse((left, top, left + 50, top + 50), colour)
            (folder / name).mkdir(parents=True, exist_ok=True)
            drawn.save(folder / name / f"{number}.jpg")


def begin(store, place, cache):
    words = [program, "train", "--data", str(work / "photos"), "--model-dir", f"gs://kennel/{place}/model", "--name", "shapes",
             "--log-dir", f"gs://kennel/{place}/logs", "--backbone", "efficientnet-lite0", "--input-size", "64", "--head", "adam", "--epochs", "3"]
    own = {"STORAGE_EMULATOR_HOST": store.root, "XDG_CACHE_HOME": str(cache), "DOGBREED_CLOUD_CHUNK": str(1 << 20),
           "DOGBREED_WEIGHTS": str(pathlib.Path(".deps/weights").resolve())}
    return subprocess.Popen(words, env=dict(os.environ, **own), stdout=subprocess.DEVNULL, stderr=open(work / "errors", "w"))


def whole(store, place, cache):
    assert begin(store, place, cache).wait() == 0, (work / "errors").read_text()


def stage(lines, place):
    """What of a place was being sent last."""
    quoted = urllib.parse.quote(place, safe="")
    sent = [l for l in lines if "/upload/" in l]
    for line in reversed(sent):
        for part in ("model", "logs"):
            if f"{quoted}%2F{part}%2F" in line or f"{place}/{part}/" in line: return part
    return "before"


def logs_of(objects):
    """The logs' names without those that tell a run, such as a folder named after its time, or an events file."""
    names = [n for n in objects if n.startswith("logs/")]
    return {"events" if "tfevents" in n else n.split("/")[-1] for n in names}


def main():
    photos(work / "photos")
    store = Store()
    begun = time.monotonic()
    whole(store, "undisturbed", work / "cache-0")
    good = store.objects("undisturbed")
    store.configure(**SLOW)
    met, wrong, count, rounds = collections.Counter(), [], 0, 0
    while count < kills:
        rounds += 1
        place, cache = f"round-{rounds}", work / f"cache-{rounds}"
        # Features are computed once: what is measured is the storing.
        shutil.copytree(work / "cache-0", cache, ignore=lambda d, names: [n for n in names if n in ("gs", "cloud")])
        seen = {}
        for _ in range(min(each, kills - count)):
            store.ask("clear", b"")
            process = begin(store, place, cache)
            # From the first byte that is sent on.
            while process.poll() is None and not any("POST /upload/" in r["line"] for r in store.state()["requests"]): time.sleep(0.02)
            delay = random.uniform(0, 6.2)
            end = time.monotonic() + delay
            while process.poll() is None and time.monotonic() < end: time.sleep(0.01)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                count += 1
                met[stage([r["line"] for r in store.state()["requests"]], place)] += 1
            process.wait()
            # What is there is whole: logs of killed runs are kept, too.
            now = store.objects(place)
            for name, data in now.items():
                if name.startswith("logs/") and name.endswith(".json"): json.loads(data)
                if name.startswith("model/") and name != "model/model.json" and name in good and data != good[name]:
                    wrong.append(f"{place}: {name} is wrong after a kill")
            seen.update({hashlib.sha256(d).hexdigest(): n for n, d in now.items() if n.startswith("logs/") and "metrics" in n})
        whole(store, place, cache)
        now = store.objects(place)
        for name in sorted(n for n in good if n.startswith("model/")):
            if name not in now: wrong.append(f"{place}: {name} is missing")
            elif now[name] != good[name] and name != "model/model.json": wrong.append(f"{place}: {name} is wrong")
        wrong += [f"{place}: {n} is too much" for n in now if n.startswith("model/") and n not in good]
        wrong += [f"{place}: no log {n}" for n in logs_of(good) - logs_of(now)]
        kept = {hashlib.sha256(d).hexdigest() for d in now.values()}
        wrong += [f"{place}: the log {n} was lost" for digest, n in seen.items() if digest not in kept]
        checked = subprocess.run(
            [program, "model", "verify", f"gs://kennel/{place}/model"], capture_output=True, text=True,
            env=dict(os.environ, STORAGE_EMULATOR_HOST=store.root, XDG_CACHE_HOME=str(work / "other")))
        if checked.returncode: wrong.append(f"{place}: {checked.stderr}")
        shutil.rmtree(work / "other", ignore_errors=True)
    left = [n for n in store.state()["objects"] if ".dogbreed-parts" in n]
    print(f"{count} kills in {rounds} rounds, {time.monotonic() - begun:.0f} s: {dict(met)}")
    print(f"model of {len([n for n in good if n.startswith('model/')])} files, logs {sorted(logs_of(good))}")
    print(f"lost, doubled or wrong: {len(wrong)}; parts left: {len(left)}; refused by the store: {len(store.state()['violations'])}")
    for line in wrong: print(line)
    store.process.terminate()
    shutil.rmtree(work)
    sys.exit(1 if wrong or left else 0)


main()
