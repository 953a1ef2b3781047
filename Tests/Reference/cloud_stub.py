"""A stand-in for Vertex AI, Cloud Logging, Cloud Run, App Engine, Service Usage, a registry, and a bucket with one model.

It plays scripted lives of jobs. Usage: cloud_stub.py LIFE[,LIFE…] UNIT FOLDER. Prints its port. Each job that is created
takes the next life; UNIT is the length of a scripted second in seconds. What was asked goes to FOLDER/requests.jsonl, a line
each, and what runs then to FOLDER/deployments.json; FOLDER/facts.json changes facts when it is there. After its port it prints the digest of the image that it shows.

The fact "fault" {"kind", "at", "times"} makes requests go wrong, counted from 0 since the facts changed: a status, "cut" (before it is done),
"lost" (done, but not answered), "stall", "garbage" (done, and answered by a page). "save" and "restore" keep what is deployed, and bring it back.
"""
import base64, copy, deployment_stub, hashlib, http.server, json, os, re, stand_in, sys, threading, time, urllib.parse

LIVES = {
    # name: (states by time, log lines as (written, readable, severity, text), network away from, to)
    "success": ([(0, "QUEUED"), (1, "PENDING"), (2, "RUNNING"), (8, "SUCCEEDED")],
                [(2 + i * 0.25, 2 + i * 0.25, "INFO", f"step {i}") for i in range(24)], None),
    "failure": ([(0, "PENDING"), (1, "RUNNING"), (5, "FAILED")],
                [(1 + i * 0.2, 1 + i * 0.2, "INFO", f"step {i}") for i in range(15)]
                + [(4.5, 4.8, "ERROR", "error: the disk is full")], None),
    "late": ([(0, "RUNNING"), (6, "SUCCEEDED")],
             [(i * 0.2, i * 0.2 + (3 if i % 4 == 1 else 0), "INFO", f"step {i}") for i in range(16)], None),
    "stockout": ([(0, "PENDING"), (2, "FAILED")], [], None),
    "preempted": ([(0, "PENDING"), (1, "RUNNING"), (3, "PENDING"), (5, "RUNNING"), (8, "SUCCEEDED")],
                  [(1 + i * 0.3, 1 + i * 0.3, "INFO", f"step {i}") for i in range(6)]
                  + [(5.2, 5.2, "INFO", "Going on from step 6")]
                  + [(5.4 + i * 0.3, 5.4 + i * 0.3, "INFO", f"step {i + 6}") for i in range(6)], None),
    "cancelled": ([(0, "PENDING"), (1, "RUNNING"), (4, "CANCELLING"), (5, "CANCELLED")],
                  [(1.5, 1.5, "INFO", "step 0")], None),
    "endless": ([(0, "PENDING"), (1, "RUNNING")], [(1.5, 1.5, "INFO", "step 0")], None),
    "network": ([(0, "RUNNING"), (10, "SUCCEEDED")],
                [(i * 0.5, i * 0.5, "INFO", f"step {i}") for i in range(18)], (3, 6)),
    "expired": ([(0, "RUNNING"), (3, "EXPIRED")], [], None),
}
ERRORS = {
    "failure": {"code": 3, "message": "The replica workerpool0-0 exited with a non-zero status of 1."},
    "stockout": {"code": 8, "message": "Resources are insufficient in region: europe-west4. Please try a different region "
                                       "or use a different accelerator."},
    "expired": {"code": 4, "message": "The job ran longer than its timeout."},
}
QUOTA = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message":
                   "The following quota metrics exceed quota limits: aiplatform.googleapis.com/custom_model_training_nvidia_t4_gpus"}}

lives, unit, folder = sys.argv[1].split(","), float(sys.argv[2]), sys.argv[3]
lock = threading.Lock()
jobs, operations = {}, {}
written = open(os.path.join(folder, "requests.jsonl"), "a", buffering=1)
read_facts = [""]
facts = {"location": "EUROPE-WEST4", "missingBucket": False, "off": [], "limit": "8", "architecture": "amd64",
         "uri": "", "lostCreates": 0, "logRefusals": 0}
deployments = deployment_stub.Deployments(facts)
kept, asked = {}, [0]


def save():
    """What runs and costs, for a test to read."""
    place = os.path.join(folder, "deployments.json")
    with open(place + ".new", "w") as file: json.dump(deployments.state(), file)
    os.replace(place + ".new", place)


save()


def configuration():
    """The image's configuration, and its digest."""
    value = {"architecture": facts["architecture"], "os": "linux"}
    return value, "sha256:" + hashlib.sha256(json.dumps(value).encode()).hexdigest()


def manifest(): return {"config": {"digest": configuration()[1]}}


# What is at every place where a model is looked for, and its checksum (CRC32C of RFC 3720).
MODEL = b'{"a": "model"}'


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8): crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return base64.b64encode((crc ^ 0xFFFFFFFF).to_bytes(4, "big")).decode()


def stamp(seconds):
    whole = int(seconds)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{int((seconds - whole) * 1e9):09d}Z"


class Job:
    def __init__(self, number, place, body, life):
        self.name, self.body, self.life, self.begun = f"{place}/customJobs/{number}", body, life, time.time()
        self.cancelled = None

    def age(self): return (time.time() - self.begun) / unit

    def state(self):
        if self.cancelled is not None:
            return "CANCELLED" if time.time() - self.cancelled > unit else "CANCELLING"
        return [name for at, name in LIVES[self.life][0] if at <= self.age()][-1]

    def report(self):
        state, answer = self.state(), dict(self.body)
        answer.update(name=self.name, state="JOB_STATE_" + state, createTime=stamp(self.begun))
        if state in ("FAILED", "EXPIRED"): answer["error"] = ERRORS[self.life]
        if state in ("SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"):
            answer["endTime"] = stamp(time.time())
        return answer

    def away(self):
        span = LIVES[self.life][2]
        return span is not None and span[0] <= self.age() < span[1]

    def entries(self, since):
        age = self.age() if self.cancelled is None else (self.cancelled - self.begun) / unit
        rows = []
        for place, (written, readable, severity, text) in enumerate(LIVES[self.life][1]):
            at = stamp(self.begun + written * unit)
            if readable <= age and at >= since:
                rows.append({"timestamp": at, "insertId": f"id{place}", "severity": severity,
                             "jsonPayload": {"message": text},
                             "resource": {"type": "ml_job", "labels": {"job_id": self.name.split("/")[-1],
                                                                       "task_name": "workerpool0-0"}}})
        return sorted(rows, key=lambda row: row["timestamp"])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *rest): pass
    def do_GET(self): self.handle_all("GET")
    def do_POST(self): self.handle_all("POST")
    def do_PATCH(self): self.handle_all("PATCH")
    def do_DELETE(self): self.handle_all("DELETE")

    def give(self, value, status=200, **headers):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in headers.items(): self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(data)

    def fail(self, status, words, reason="NOT_FOUND"):
        self.give({"error": {"code": status, "status": reason, "message": words}}, status)

    def drop(self):
        self.close_connection = True
        self.connection.shutdown(2)

    def handle_all(self, method):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        url = urllib.parse.urlsplit(self.path)
        path, query = url.path, urllib.parse.parse_qs(url.query)
        try: body = json.loads(raw) if raw else None
        except ValueError: body = None
        with lock:
            self.learn()
            states = {name: job.state() for name, job in jobs.items()}
            written.write(json.dumps({
                "method": method, "path": path, "query": query, "body": body, "states": states,
                "authorization": self.headers.get("Authorization") or ""}) + "\n")
            kind = self.fault(path)
            isDone = kind in (None, "lost", "garbage")
            answer = self.route(method, path, query, body, raw) if isDone else None
            save()
        answer() if kind is None else self.answer_badly(kind)

    def learn(self):
        """Facts that a test wrote since the last request."""
        try: text = open(os.path.join(folder, "facts.json")).read()
        except OSError: return
        if text != read_facts[0]:
            read_facts[0] = text
            facts.pop("fault", None)
            facts.update(json.loads(text))
            asked[0] = 0
            own = vars(deployments)
            if facts.pop("save", None): kept.update(copy.deepcopy({k: v for k, v in own.items() if k != "facts"}))
            if facts.pop("foreign", None): deployments.disown()
            if facts.pop("restore", None): own.update(copy.deepcopy(kept))

    def fault(self, path):
        """What is to go wrong with this request, or None."""
        wanted = facts.get("fault")
        if not wanted or path == "/token": return None
        place, asked[0] = asked[0], asked[0] + 1
        return wanted["kind"] if wanted["at"] <= place < wanted["at"] + wanted["times"] else None

    def answer_badly(self, kind):
        if kind.isdigit(): return self.fail(int(kind), "This is a fault.", "FAULT")
        if kind == "stall": time.sleep(facts.get("stall", 1))
        if kind == "garbage": return self.give("<html>", 200)
        self.drop()

    def operation(self, response):
        number = f"op{len(operations)}"
        operations[number] = [2, response]
        return number

    def route(self, method, path, query, body, raw):
        if path == "/token": return lambda: self.give({"access_token": "stub-token", "expires_in": 3600})
        if re.fullmatch(r"/v1/services/[^/]+/skus", path): return lambda: self.give(deployment_stub.sold(path, query))
        if path.endswith(":generateIdToken"): return lambda: self.give({"token": "stub-identity"})
        if path.endswith("/services:batchGet"):
            names = query["names"]
            rows = [{"name": n, "state": "DISABLED" if n.split("/")[-1] in facts["off"] else "ENABLED"} for n in names]
            return lambda: self.give({"services": rows})
        if "/consumerQuotaMetrics/" in path:
            bucket = {"effectiveLimit": facts["limit"], "dimensions": {"region": "europe-west4"}}
            return lambda: self.give({"consumerQuotaLimits": [{"quotaBuckets": [{"effectiveLimit": "8"}, bucket]}]})
        if "/repositories" in path:
            if method == "POST": facts["missingRepository"] = False; return self.begin({}, path)
            if facts.get("missingRepository"): return lambda: self.fail(404, "The repository is not there.")
            return lambda: self.give({"name": path[4:], "format": "DOCKER"})
        if path.endswith("/services:batchEnable"): facts["off"] = []; return self.begin({})
        if path.endswith("/serviceAccounts"): return lambda: self.give({"email": "dogbreed@p.iam.gserviceaccount.com"})
        if path == "/storage/v1/b": facts["missingBucket"] = False; return lambda: self.give({"name": body["name"]})
        if path.startswith("/storage/v1/b/"):
            if path.endswith("/o"):
                name = query["prefix"][0] + "model.json"
                return lambda: self.give({"items": [{"name": name, "size": str(len(MODEL)), "generation": "1",
                                                     "crc32c": crc32c(MODEL)}]})
            if "/o/" in path: return lambda: self.give(json.loads(MODEL), x_goog_generation="1")
            if facts["missingBucket"]: return lambda: self.fail(404, "The specified bucket does not exist.")
            return lambda: self.give({"name": path.split("/")[-1], "location": facts["location"], "locationType": "region"})
        if path.startswith("/v2/") and "/manifests/" in path:
            return lambda: self.give(manifest())
        if path.startswith("/v2/") and "/blobs/" in path:
            return lambda: self.give(configuration()[0])
        if path == "/v2/entries:list": return self.logs(body)
        match = re.fullmatch(r"/v[12]/(?:.*/)?operations/(op\d+)", path)
        if match: return self.poll(match[1], path.split("/", 2)[2])
        match = re.fullmatch(r"/v1/(projects/[^/]+/locations/[^/]+)/customJobs(?:/(\w+))?(:cancel)?", path)
        if match: return self.custom_job(method, match[1], match[2], match[3], query, body)
        try: found = deployments.handle(method, path, query, body, raw)
        except deployment_stub.Refused as refusal:
            status, words, reason = refusal.status, str(refusal), refusal.reason
            return lambda: self.fail(status, words, reason)
        if found is None: return lambda: self.fail(404, "Nothing is here.")
        answer, isOperation = found
        return self.begin(answer, path) if isOperation else lambda: self.give(answer)

    def poll(self, number, name):
        operation = operations[number]
        operation[0] -= 1
        if operation[0] > 0: return lambda: self.give({"name": name})
        return lambda: self.give({"name": name, "done": True, "response": operation[1]})

    def begin(self, response, path=""):
        """An operation, whose name stands below the place or the app that it is for."""
        place = re.match(r"/v\d/((?:projects/[^/]+/locations/[^/]+|apps/[^/]+)/)", path)
        number = self.operation(response)
        return lambda: self.give({"name": f"{place[1] if place else ''}operations/{number}"})

    def custom_job(self, method, place, number, verb, query, body):
        if method == "POST" and number is None:
            life = lives[min(len(jobs) + facts.get("refused", 0), len(lives) - 1)]
            if life == "quota":
                facts["refused"] = facts.get("refused", 0) + 1
                return lambda: self.give(QUOTA, 429)
            job = Job(1000 + len(jobs), place, body, life)
            jobs[job.name.split("/")[-1]] = job
            if facts["lostCreates"] > 0:
                facts["lostCreates"] -= 1
                return self.drop
            return lambda: self.give(job.report())
        if number is None:
            wanted = re.search(r'display_name="([^"]*)"', query.get("filter", [""])[0])
            rows = [j.report() for j in jobs.values() if wanted is None or j.body["displayName"] == wanted[1]]
            return lambda: self.give({"customJobs": rows})
        job = jobs.get(number)
        if job is None: return lambda: self.fail(404, "The job is not there.")
        if job.away(): return self.drop
        if verb:
            job.cancelled = job.cancelled or time.time()
            return lambda: self.give({})
        report = job.report()
        return lambda: self.give(report)

    def logs(self, body):
        if facts["logRefusals"] > 0:
            facts["logRefusals"] -= 1
            return lambda: self.give({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}},
                                     429, Retry_After="0")
        number = re.search(r'job_id="(\w+)"', body["filter"])[1]
        since = re.search(r'timestamp>="([^"]*)"', body["filter"])
        job = jobs.get(number)
        if job is None: return lambda: self.give({})
        if job.away(): return self.drop
        rows = job.entries(since[1] if since else "")
        start, size = int(body.get("pageToken") or 0), min(5, body["pageSize"])
        answer = {"entries": rows[start:start + size]}
        if start + size < len(rows): answer["nextPageToken"] = str(start + size)
        return lambda: self.give(answer)


stand_in.serve(Handler, "sha256:" + hashlib.sha256(json.dumps(manifest()).encode()).hexdigest())
