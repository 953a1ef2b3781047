"""Measures transfers to and from S3 on loopback; see `s3`."""
import os, pathlib, random, shutil, subprocess, sys, tempfile, time

program, parts = sys.argv[1], sys.argv[2:] or ["plain", "moto"]
sizes = {"plain": int(float(os.environ.get("GB", "2")) * (1 << 30)), "moto": int(float(os.environ.get("MOTO_GB", "0.5")) * (1 << 30))}
rounds = int(os.environ.get("ROUNDS", "3"))
here = pathlib.Path(__file__).parent
work = pathlib.Path(tempfile.mkdtemp(dir=os.environ.get("TMPDIR")))
os.environ |= {
    "XDG_CACHE_HOME": str(work / "cache"), "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nowhere",
    "AWS_SHARED_CREDENTIALS_FILE": "/nowhere", "AWS_EC2_METADATA_DISABLED": "true",
}

# A client of its own for each turn, as a program that copies one file has it.
THEIRS = """
import sys, boto3
client = boto3.client("s3")
if sys.argv[1] == "up": client.upload_file(sys.argv[2], "kennel", sys.argv[3])
else: client.download_file("kennel", sys.argv[3], sys.argv[2])
"""


def ours(*words):
    begun = time.monotonic()
    subprocess.run([program, "cloud", "copy", *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - begun


def theirs(*words):
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", THEIRS, *map(str, words)], check=True)
    return time.monotonic() - begun


def measure(name, size, script, *words):
    best = {}
    with open(work / "file", "wb") as out:
        for _ in range(size >> 24): out.write(random.randbytes(1 << 24))
    for number in range(rounds):
        server = subprocess.Popen([sys.executable, "-u", script, *words], stdout=subprocess.PIPE, text=True)
        os.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:" + server.stdout.readline().split()[0]
        turns = {
            "ours up": lambda: ours(work / "file", "s3://kennel/ours"),
            "boto3 up": lambda: theirs("up", work / "file", "theirs"),
            "ours down": lambda: ours("s3://kennel/ours", work / "back"),
            "boto3 down": lambda: theirs("down", work / "back", "ours"),
        }
        try:
            for turn, run in turns.items():
                best[turn] = min(best.get(turn, 1e9), run())
                (work / "back").unlink(missing_ok=True)
        finally:
            server.terminate()
            server.wait()
    for way in ("up", "down"):
        mine, other = best[f"ours {way}"], best[f"boto3 {way}"]
        print(f"{name} {way}: {size / mine / 1e6:.0f} MB/s, boto3 {size / other / 1e6:.0f} MB/s, ratio {other / mine:.2f}", flush=True)


try:
    if "plain" in parts: measure("plain server", sizes["plain"], str(here / "plain_s3.py"), str(work / "file"))
    if "moto" in parts: measure("moto", sizes["moto"], str(here.parent.parent / "Tests/Reference/moto_server.py"), "kennel")
finally:
    shutil.rmtree(work)
