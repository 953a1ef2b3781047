"""A strict Cloud Storage on loopback that serves well or badly, and writes down what clients do wrong.

Prints its port. Under /_stub/ the tests talk to it: POST config, GET state, PUT and GET object.
Memory only; a token server (/token) and a metadata server are in it, too.
"""
import json, random, re, stand_in, time
from urllib.parse import parse_qs, unquote, urlsplit
from storage_wire import Broken, Faulty, lock, text_crc, world

QUANTUM = 256 << 10


class Handler(Faulty):
    def handle_one(self):
        self.unread = int(self.headers.get("Content-Length") or 0)
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query, keep_blank_values=True).items()}
        if url.path.startswith("/_stub/"): return self.control(url.path, query)
        with lock:
            world.requests.append({"line": f"{self.command} {self.path}", "headers": dict(self.headers.items())})
        if url.path == "/token": return self.token()
        if url.path.endswith(":generateAccessToken"):
            asked = json.loads(self.read_body())
            with lock: world.forms.append({"url": url.path, "delegates": ",".join(asked["delegates"]), "scope": asked["scope"][0]})
            return self.answer(200, {"accessToken": "acting-" + self.headers.get("Authorization", "").replace(" ", "-"),
                                     "expireTime": "2100-01-01T00:00:00Z"})
        if url.path == "/": return self.answer(200, b"", Metadata_Flavor="Google")  # as the metadata server's root does
        if url.path.startswith("/computeMetadata/"): return self.metadata(url.path)
        kind = self.fault()
        if kind == "reset-early": self.read_body(int(self.headers.get("Content-Length") or 0) // 2)
        if kind in ("reset", "reset-early"): self.reset()
        if kind == "stall": time.sleep(world.config["stall"]); self.reset()
        if kind and kind.isdigit() and kind != "410":
            if kind == "401": world.tokens += 1
            self.read_body()
            return self.refuse(int(kind), "fault", "This is a fault.", Retry_After=self.retry_after)
        if world.config["auth"] and self.headers.get("Authorization") != f"Bearer token-{world.tokens}":
            self.read_body()
            return self.refuse(401, "authError", "Invalid Credentials")
        parts = url.path.split("/")
        if url.path.startswith("/upload/session/"):
            return self.cancel(parts[3]) if self.command == "DELETE" else self.chunk(parts[3], kind)
        if url.path.startswith("/upload/storage/v1/b/"): return self.begin(unquote(parts[5]), query, kind)
        match = re.fullmatch(r"/storage/v1/b/([^/]+)/o(?:/([^/]+)(/compose)?)?", url.path)
        if not match: return self.violation("no such path")
        bucket, name = unquote(match[1]), unquote(match[2]) if match[2] else None
        if match[3]: return self.compose(bucket, name, query, kind)
        if name is None: return self.list(bucket, query, kind)
        if self.command == "DELETE": return self.delete(bucket, name, query, kind)
        if query.get("alt") == "media": return self.media(bucket, name, query, kind)
        with lock: object = world.objects.get((bucket, name))
        if object is None: return self.refuse(404, "notFound", f"No such object: {bucket}/{name}")
        self.answer(200, self.describe(bucket, name, object), kind)

    def do(self):
        try: self.handle_one()
        except (Broken, ConnectionError): self.close_connection = True

    do_GET = do_PUT = do_POST = do_DELETE = do

    # Objects

    def describe(self, bucket, name, object):
        return {"kind": "storage#object", "bucket": bucket, "name": name, "size": str(len(object["data"])),
                "generation": str(object["generation"]), "crc32c": object["crc"]}

    def put(self, bucket, name, data, generation, kind):
        """Stores an object when the generation allows it; answers 412 otherwise."""
        with lock:
            now = world.objects.get((bucket, name), {"generation": 0})["generation"]
            if generation is not None and int(generation) != now:
                return self.refuse(412, "conditionNotMet", "At least one of the pre-conditions did not hold.")
            if kind == "wrong" and data: data = bytes([data[0] ^ 1]) + data[1:]
            world.generation += 1
            object = {"data": bytes(data), "generation": world.generation, "crc": text_crc(data)}
            writes = world.kept.get(f"{bucket}/{name}", 0)
            world.kept[f"{bucket}/{name}"] = writes + 1
            world.objects[(bucket, name)] = object
        return self.answer(200, self.describe(bucket, name, object), kind)

    def begin(self, bucket, query, kind):
        if "ifGenerationMatch" not in query: return self.violation("a write without a precondition")
        body = self.read_body()
        if self.unread: self.give_up()
        if query.get("uploadType") == "multipart":
            found = re.fullmatch(r"multipart/related; boundary=(.+)", self.headers.get("Content-Type", ""))
            if not found: return self.violation("no boundary")
            mark = b"--" + found[1].encode()
            if not body.startswith(mark) or not body.endswith(b"\r\n" + mark + b"--\r\n"):
                return self.violation("no multipart body")
            head, data = body[len(mark):-len(mark) - 6].split(b"\r\n" + mark, 1)
            metadata = json.loads(head.split(b"\r\n\r\n", 1)[1])
            data = data.split(b"\r\n\r\n", 1)[1]
            if metadata["name"] != query["name"]: return self.violation("two names")
            if metadata.get("crc32c") != text_crc(data): return self.violation("bytes unlike their checksum")
            return self.put(bucket, query["name"], data, query["ifGenerationMatch"], kind)
        if query.get("uploadType") != "resumable": return self.violation("no upload type")
        metadata = json.loads(body)
        if metadata["name"] != query["name"]: return self.violation("two names")
        with lock:
            number = f"s{len(world.sessions)}-{world.random.getrandbits(60):x}"
            world.sessions[number] = {
                "bucket": bucket, "name": query["name"], "generation": query["ifGenerationMatch"],
                "crc": metadata.get("crc32c"), "total": int(self.headers["X-Upload-Content-Length"]),
                "data": bytearray(), "done": None, "turn": 0}
        host = self.headers["Host"]
        self.answer(200, b"", "lost" if kind == "lost" else None, Location=f"http://{host}/upload/session/{number}")

    def cancel(self, number):
        return self.answer(499 if world.sessions.pop(number, None) else 410, b"", None)

    def chunk(self, number, kind):
        with lock:
            if kind in ("410", "expired"):
                world.sessions.pop(number, None)
            session = world.sessions.get(number)
        if session is None:
            self.read_body()
            return self.refuse(410, "gone", "The session is over.")
        # Who asks or sends last has the session: what a client that is gone was still sending is dropped.
        with lock:
            session["turn"] += 1
            turn = session["turn"]
        total = session["total"]
        given = self.headers.get("Content-Range", "")
        if given == f"bytes */{total}":
            self.read_body()
            if session["done"]: return self.answer(200, session["done"], kind)
            return self.incomplete(session, kind)
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", given)
        if not found or int(found[3]) != total: return self.violation(f"Content-Range {given}")
        first, last = int(found[1]), int(found[2])
        length = int(self.headers.get("Content-Length") or -1)
        if length != last - first + 1: return self.violation("Content-Length unlike the range")
        if last + 1 != total and length % QUANTUM: return self.violation(f"a chunk of {length} bytes")
        if self.headers.get("Content-Type") != "application/octet-stream": return self.violation("Content-Type")
        if first != len(session["data"]):
            return self.violation(f"bytes from {first} on where {len(session['data'])} are kept")
        limit = length // 2 if kind == "reset-late" else None
        data = self.read_body(limit)
        with lock:
            whole = len(data) == length
            if turn != session["turn"]: self.reset()
            session["data"] += data if whole else data[:len(data) // QUANTUM * QUANTUM]
        if not whole: self.reset()
        if len(session["data"]) < total: return self.incomplete(session, kind)
        if session["crc"] and session["crc"] != text_crc(session["data"]):
            world.sessions.pop(number, None)
            return self.violation("bytes unlike their checksum")
        data, place = bytes(session["data"]), (session["bucket"], session["name"])
        if kind == "wrong": data = bytes([data[0] ^ 1]) + data[1:]  # so says the session, too
        with lock:
            if int(session["generation"]) == world.objects.get(place, {"generation": 0})["generation"]:
                session["done"] = self.describe(*place, dict(data=data, generation=world.generation + 1, crc=text_crc(data)))
            self.put(*place, data, session["generation"], None if kind == "wrong" else kind)

    def incomplete(self, session, kind):
        kept = len(session["data"])
        headers = {"Range": f"bytes=0-{kept - 1}"} if kept else {}
        self.answer(308, b"", "lost" if kind == "lost" else None, **headers)

    def compose(self, bucket, name, query, kind):
        if "ifGenerationMatch" not in query: return self.violation("a write without a precondition")
        sources = json.loads(self.read_body())["sourceObjects"]
        if not 1 <= len(sources) <= 32: return self.violation("not 1 to 32 parts")
        data = b""
        for source in sources:
            with lock: part = world.objects.get((bucket, source["name"]))
            if part is None: return self.refuse(404, "notFound", "A part is not there.")
            if source.get("generation") != str(part["generation"]): return self.violation("another generation of a part")
            data += part["data"]
        self.put(bucket, name, data, query["ifGenerationMatch"], None if kind == "wrong" else kind)

    def delete(self, bucket, name, query, kind):
        with lock:
            object = world.objects.get((bucket, name))
            if object and int(query.get("ifGenerationMatch", object["generation"])) == object["generation"]:
                del world.objects[(bucket, name)]
        if object is None: return self.refuse(404, "notFound", "No such object.")
        self.answer(204, b"", kind)

    def list(self, bucket, query, kind):
        prefix, size = query.get("prefix", ""), min(int(query.get("maxResults", 1000)), world.config["page"])
        with lock:
            names = sorted(n for b, n in world.objects if b == bucket and n.startswith(prefix) and n > query.get("pageToken", "")
                           and n >= query.get("startOffset", "") and ("endOffset" not in query or n < query["endOffset"]))
            page = {"kind": "storage#objects",
                    "items": [self.describe(bucket, n, world.objects[(bucket, n)]) for n in names[:size]]}
        if len(names) > size: page["nextPageToken"] = names[size - 1]
        self.answer(200, page, kind)

    def media(self, bucket, name, query, kind):
        with lock: object = world.objects.get((bucket, name))
        if object is None or query.get("generation", str(object["generation"])) != str(object["generation"]):
            return self.refuse(404, "notFound", "No such object.")
        data, status, headers = object["data"], 200, {"x_goog_generation": str(object["generation"])}
        ranged = self.headers.get("Range")
        if ranged:
            found = re.fullmatch(r"bytes=(\d+)-(\d+)", ranged)
            if not found or int(found[1]) >= len(data) or int(found[2]) >= len(data): return self.violation(f"Range {ranged}")
            first, last = int(found[1]), int(found[2])
            if kind == "other-range": first, last = max(0, first - 7), max(0, last - 7)
            status, headers["Content_Range"] = 206, f"bytes {first}-{last}/{len(data)}"
            data = data[first:last + 1]
        if kind == "wrong" and data:
            place = world.random.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ 4]) + data[place + 1:]
        with lock:
            key = f"read {bucket}/{name}"
            world.kept[key] = world.kept.get(key, 0) + (len(data) // 2 if kind in ("truncated", "cut") else len(data))
        self.answer(status, data, kind if kind in ("truncated", "cut", "lost") else None, **headers)

    # Tokens

    def token(self):
        form = {k: v[-1] for k, v in parse_qs(self.read_body().decode()).items()}
        with lock:
            world.forms.append(form)
            token = f"token-{world.tokens}"
        kind = self.fault()
        if kind == "reset": self.reset()
        if kind and kind.isdigit(): return self.answer(int(kind), {"error": "invalid_grant"})
        self.answer(200, {"access_token": token, "expires_in": world.config["expires"], "token_type": "Bearer"})

    def metadata(self, path):
        if self.headers.get("Metadata-Flavor") != "Google": return self.violation("no Metadata-Flavor")
        if path.endswith("/token"):
            return self.answer(200, {"access_token": f"token-{world.tokens}", "expires_in": 3600, "token_type": "Bearer"},
                               Metadata_Flavor="Google")
        self.answer(200, b"stub-project" if path.endswith("project-id") else b"", Metadata_Flavor="Google")

    # The tests' own way in

    def control(self, path, query):
        body = self.read_body()
        with lock:
            if path == "/_stub/config":
                given = json.loads(body)
                world.config.update(given)
                world.objects.pop(("kennel", given.get("drop")), None)
                if "seed" in given: world.random = random.Random(given["seed"])
                return self.answer(200, {})
            if path == "/_stub/clear":
                world.requests, world.violations, world.kept, world.faults, world.forms = [], [], {}, {}, []
                return self.answer(200, {})
            if path == "/_stub/object" and self.command == "PUT":
                world.generation += 1
                world.objects[(query["bucket"], query["name"])] = {
                    "data": body, "generation": world.generation, "crc": text_crc(body)}
                return self.answer(200, {})
            if path == "/_stub/object":
                object = world.objects.get((query["bucket"], query["name"]))
                return self.answer(200, object["data"]) if object else self.answer(404, b"")
            objects = {f"{b}/{n}": {"size": len(o["data"]), "crc": o["crc"]} for (b, n), o in world.objects.items()}
            self.answer(200, {"requests": world.requests, "violations": world.violations, "objects": objects,
                              "kept": world.kept, "faults": world.faults, "forms": world.forms})


stand_in.serve(Handler)
