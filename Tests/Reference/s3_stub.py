"""A strict S3 on loopback that serves well or badly, and writes down what clients do wrong.

Prints its port. Under /_stub/ the tests talk to it: POST config, GET state, PUT and GET object. Buckets are in the path.
Memory only; keys and who lends them are in s3_keys.py.
"""
import base64, hashlib, json, random, re, stand_in, time
from email.utils import formatdate
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape
from s3_keys import Believing
from storage_wire import Broken, Faulty, lock, text_crc, world

world.config.update({
    "checksums": "full",     # or "ignored", "refused", "unsupported"
    "conditions": True,      # or False: answers 501
    "region": "us-east-1", "skew": 0, "session": None, "kms": False, "least": 0,
})
world.uploads = {}


def etag(data): return '"' + hashlib.md5(data).hexdigest() + '"'


class Handler(Believing):
    def refuse(self, status, code, message, **headers):
        extra = f"<Region>{world.config['region']}</Region>" if code == "AuthorizationHeaderMalformed" else ""
        text = f"<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>{escape(message)}</Message>{extra}</Error>"
        if self.command == "HEAD": text = ""
        self.xml(text, status=status, **headers)

    def xml(self, text, fault=None, status=200, **headers):
        self.answer(status, text.encode(), fault, Content_Type="application/xml", **headers)

    def date_time_string(self, timestamp=None):
        return formatdate(time.time() + world.config["skew"], usegmt=True)

    def handle_one(self):
        self.unread = int(self.headers.get("Content-Length") or 0)
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        if url.path.startswith("/_stub/"): return self.control(url.path, query)
        with lock: world.requests.append({"line": f"{self.command} {self.path}", "headers": dict(self.headers.items())})
        if url.path.startswith(("/latest/", "/role/", "/sts/", "/federation/")): return self.lend(url, query)
        kind = self.fault()
        if kind == "reset-early": self.read_body(self.unread // 2)
        if kind in ("reset", "reset-early"): self.reset()
        if kind == "stall": time.sleep(world.config["stall"]); self.reset()
        if kind and kind.isdigit() and kind != "200":
            self.read_body()
            code = {"503": "SlowDown", "500": "InternalError", "400": "RequestTimeout", "409": "OperationAborted"}.get(kind, "Fault")
            return self.refuse(int(kind), code, "This is a fault.", Retry_After=self.retry_after)
        if not self.signed(url): return
        bucket, _, name = url.path[1:].partition("/")
        name = unquote(name)
        if bucket == "nowhere": return self.refuse(404, "NoSuchBucket", "The specified bucket does not exist")
        if not name: return self.list(bucket, query, kind)
        if "uploads" in query: return self.begin(bucket, name, kind)
        if "uploadId" in query: return self.upload(bucket, name, query, kind)
        {"PUT": self.put, "GET": self.media, "HEAD": self.head, "DELETE": self.delete}[self.command](bucket, name, query, kind)

    def do(self):
        try: self.handle_one()
        except (Broken, ConnectionError): self.close_connection = True

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do

    def answer(self, status, body=b"", fault=None, **headers):
        if self.command == "HEAD" and "Content_Length" in headers:
            if fault == "lost": self.reset()
            self.send_response(status)
            for name, value in headers.items(): self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            return
        super().answer(status, body, fault, **headers)

    def checked_body(self, kind):
        """The body, or None when it was refused: checked against the hash and the checksums that came with it."""
        limit = self.unread // 2 if kind == "reset-late" else None
        data = self.read_body(limit)
        if limit is not None: self.reset()
        if self.unread: self.give_up()
        if self.body_hash != "UNSIGNED-PAYLOAD" and self.body_hash != hashlib.sha256(data).hexdigest():
            self.violation("bytes unlike their signed hash"); return None
        crc = self.headers.get("x-amz-checksum-crc32c")
        if crc and self.unknown("x-amz-checksum-crc32c"): return None
        md5 = self.headers.get("Content-MD5")
        if md5 and base64.b64decode(md5) != hashlib.md5(data).digest(): self.violation("bytes unlike their MD5"); return None
        if kind == "wrong" and data:
            # What arrives wrong is found out by whoever checks.
            data = bytes([data[0] ^ 1]) + data[1:]
            if (crc and world.config["checksums"] == "full") or md5:
                self.refuse(400, "BadDigest", "The checksum you specified did not match the calculated checksum."); return None
        elif crc and crc != text_crc(data) and world.config["checksums"] == "full":
            self.violation("bytes unlike their checksum"); return None
        if not crc and not md5 and data: self.violation("a write without a checksum"); return None
        return data

    # Objects

    def allowed(self, bucket, name):
        """Whether the conditions of a write hold; answers otherwise."""
        match, none = self.headers.get("If-Match"), self.headers.get("If-None-Match")
        if (match or none) and not world.config["conditions"]:
            self.refuse(501, "NotImplemented", "A header you provided implies functionality that is not implemented"); return False
        if not match and not none and world.config["conditions"]:
            self.violation("a write without a precondition"); return False
        now = world.objects.get((bucket, name))
        if none and now or match and (not now or now["etag"] != match):
            self.refuse(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"); return False
        return True

    def store(self, bucket, name, data, tag, crc, meta):
        world.kept[f"{bucket}/{name}"] = world.kept.get(f"{bucket}/{name}", 0) + 1
        if world.config["kms"]: tag = '"' + hashlib.md5(b"key" + data).hexdigest() + tag[33:]
        world.objects[(bucket, name)] = {
            "data": bytes(data), "etag": tag, "crc": text_crc(data), "told": crc, "meta": meta, "time": time.time()}
        return world.objects[(bucket, name)]

    def meta(self): return {n: v for n, v in self.headers.items() if n.lower().startswith("x-amz-meta-")}

    def put(self, bucket, name, query, kind):
        data = self.checked_body(kind)
        if data is None: return
        with lock:
            if not self.allowed(bucket, name): return
            crc = self.headers.get("x-amz-checksum-crc32c") if world.config["checksums"] == "full" else None
            object = self.store(bucket, name, data, etag(data), crc, self.meta())
        self.answer(200, b"", kind, ETag=object["etag"], **({"x_amz_checksum_crc32c": crc} if crc else {}))

    def described(self, object):
        headers = {"ETag": object["etag"], **{n.replace("-", "_"): v for n, v in object["meta"].items()}}
        if object["told"] and self.headers.get("x-amz-checksum-mode") == "ENABLED":
            headers["x_amz_checksum_crc32c"] = object["told"]
        if world.config["kms"]: headers["x_amz_server_side_encryption"] = "aws:kms"
        return headers

    def unknown(self, header):
        """Refuses a header as R2 did, or as B2 does; whether it did."""
        if world.config["checksums"] == "refused": self.refuse(501, "NotImplemented", f"Header '{header}' not implemented")
        elif world.config["checksums"] == "unsupported":
            self.refuse(400, "InvalidArgument", f"Unsupported header '{header}' received for this API call.")
        else: return False
        return True

    def head(self, bucket, name, query, kind):
        if world.config["checksums"] == "unsupported" and "x-amz-checksum-mode" in self.headers:
            return self.unknown("x-amz-checksum-mode")
        with lock: object = world.objects.get((bucket, name))
        if object is None: return self.refuse(404, "NoSuchKey", "")
        size = len(object["data"])
        if "partNumber" in query: size = object.get("part", size)
        self.answer(200, b"", kind, Content_Length=str(size), **self.described(object))

    def media(self, bucket, name, query, kind):
        with lock: object = world.objects.get((bucket, name))
        if object is None: return self.refuse(404, "NoSuchKey", "The specified key does not exist.")
        if self.headers.get("If-Match", object["etag"]) != object["etag"]:
            return self.refuse(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        data, status, headers = object["data"], 200, self.described(object)
        ranged = self.headers.get("Range")
        if ranged:
            found = re.fullmatch(r"bytes=(\d+)-(\d+)", ranged)
            if not found or int(found[2]) >= len(data): return self.violation(f"Range {ranged}")
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

    def delete(self, bucket, name, query, kind):
        if self.headers.get("If-Match") and not world.config["conditions"]:
            return self.refuse(501, "NotImplemented", "A header you provided implies functionality that is not implemented")
        with lock:
            object = world.objects.get((bucket, name))
            if object and self.headers.get("If-Match", object["etag"]) != object["etag"]:
                return self.refuse(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
            world.objects.pop((bucket, name), None)
        self.answer(204, b"", kind)

    def list(self, bucket, query, kind):
        if query.get("list-type") != "2": return self.violation("not a listing of the second kind")
        prefix, size = query.get("prefix", ""), min(int(query.get("max-keys", 1000)), world.config["page"])
        after = bytes.fromhex(query["continuation-token"]).decode() if "continuation-token" in query else query.get("start-after", "")
        with lock:
            names = sorted((n for b, n in world.objects if b == bucket and n.startswith(prefix)
                            and n.encode() > after.encode()), key=str.encode)
            page = names[:size]
            items = "".join(f"<Contents><Key>{quote(n, safe='/')}</Key><Size>{len(world.objects[(bucket, n)]['data'])}</Size>"
                            f"<ETag>{escape(world.objects[(bucket, n)]['etag'], {chr(34): '&quot;'})}</ETag></Contents>" for n in page)
        more = len(names) > size
        next = f"<NextContinuationToken>{page[-1].encode().hex()}</NextContinuationToken>" if more else ""
        self.xml(f"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                 f"<EncodingType>url</EncodingType><IsTruncated>{str(more).lower()}</IsTruncated>{items}{next}</ListBucketResult>", kind)

    # Uploads in parts

    def begin(self, bucket, name, kind):
        self.read_body()
        kindly = self.headers.get("x-amz-checksum-algorithm")
        if kindly and self.unknown("x-amz-checksum-algorithm"): return
        if kindly not in (None, "CRC32C"): return self.violation(f"the checksum {kindly}")
        with lock:
            number = f"u{len(world.uploads)}-{world.random.getrandbits(60):x}"
            world.uploads[number] = {"bucket": bucket, "name": name, "parts": {}, "meta": self.meta(), "open": True,
                                     "crc": bool(kindly) and world.config["checksums"] == "full"}
        self.xml(f"<InitiateMultipartUploadResult><UploadId>{number}</UploadId></InitiateMultipartUploadResult>",
                 "lost" if kind == "lost" else None)

    def upload(self, bucket, name, query, kind):
        with lock: upload = world.uploads.get(query["uploadId"])
        if not upload or not upload["open"] or (upload["bucket"], upload["name"]) != (bucket, name):
            self.read_body()
            return self.refuse(404, "NoSuchUpload", "The specified upload does not exist.")
        if self.command == "DELETE":
            upload["open"] = False
            return self.answer(204, b"", kind)
        if self.command == "GET":
            parts = "".join(f"<Part><PartNumber>{n}</PartNumber><ETag>{escape(etag(d))}</ETag><Size>{len(d)}</Size>"
                            + (f"<ChecksumCRC32C>{text_crc(d)}</ChecksumCRC32C>" if upload["crc"] else "") + "</Part>"
                            for n, d in sorted(upload["parts"].items()))
            return self.xml(f"<ListPartsResult><IsTruncated>false</IsTruncated>{parts}</ListPartsResult>", kind)
        if self.command == "PUT":
            data = self.checked_body(kind)
            if data is None: return
            with lock:
                upload["parts"][int(query["partNumber"])] = data
                world.kept[f"part {name} {query['partNumber']}"] = world.kept.get(f"part {name} {query['partNumber']}", 0) + 1
            crc = {"x_amz_checksum_crc32c": text_crc(data)} if upload["crc"] else {}
            return self.answer(200, b"", kind, ETag=etag(data), **crc)
        self.complete(bucket, name, upload, kind)

    def complete(self, bucket, name, upload, kind):
        body = self.read_body().decode()
        if self.body_hash != hashlib.sha256(body.encode()).hexdigest(): return self.violation("bytes unlike their signed hash")
        if kind == "200": return self.xml("<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>")
        asked = re.findall(r"<Part><PartNumber>(\d+)</PartNumber><ETag>(.*?)</ETag>(?:<ChecksumCRC32C>(.*?)</ChecksumCRC32C>)?</Part>", body)
        parts = [upload["parts"].get(int(n)) for n, _, _ in asked]
        if not asked or None in parts or [int(n) for n, _, _ in asked] != list(range(1, len(asked) + 1)):
            return self.refuse(400, "InvalidPart", "One or more of the specified parts could not be found.")
        for data, (_, tag, crc) in zip(parts, asked):
            if tag != etag(data): return self.refuse(400, "InvalidPart", "A part has another tag.")
            if upload["crc"] and crc != text_crc(data): return self.violation("a part unlike its checksum")
        if any(len(d) < world.config["least"] for d in parts[:-1]): return self.violation("a part that is too small")
        data = b"".join(parts)
        if upload["crc"] and self.headers.get("x-amz-checksum-crc32c") != text_crc(data): return self.violation("no whole checksum")
        with lock:
            if not self.allowed(bucket, name): return
            tag = '"' + hashlib.md5(b"".join(hashlib.md5(d).digest() for d in parts)).hexdigest() + f'-{len(parts)}"'
            object = self.store(bucket, name, data, tag, text_crc(data) if upload["crc"] else None, upload["meta"])
            object["part"] = len(parts[0])
            upload["open"] = False
        crc = f"<ChecksumCRC32C>{object['told']}</ChecksumCRC32C>" if object["told"] else ""
        self.xml(f"<CompleteMultipartUploadResult><ETag>{escape(object['etag'])}</ETag>{crc}</CompleteMultipartUploadResult>", kind)

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
                self.store(query["bucket"], query["name"], body, etag(body), None, {})
                return self.answer(200, {})
            if path == "/_stub/object":
                object = world.objects.get((query["bucket"], query["name"]))
                return self.answer(200, object["data"]) if object else self.answer(404, b"")
            objects = {f"{b}/{n}": {"size": len(o["data"]), "crc": o["crc"]} for (b, n), o in world.objects.items()}
            uploads = sum(u["open"] for u in world.uploads.values())
            loaded = sum(u["open"] and len(u["parts"]) > 0 for u in world.uploads.values())
            self.answer(200, {"requests": world.requests, "violations": world.violations, "objects": objects,
                              "kept": world.kept | {"uploads": uploads, "loaded": loaded}, "faults": world.faults, "forms": world.forms})


stand_in.serve(Handler)
