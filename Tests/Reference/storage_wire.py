"""What a storage that serves badly does on the wire: bodies read and answered whole, slowly, in part or not at all."""
import base64, http.server, json, random, re, socket, struct, threading, time

try:
    import google_crc32c
    def crc_of(data): return google_crc32c.value(bytes(data))
except ImportError:
    TABLE = []
    for i in range(256):
        value = i
        for _ in range(8): value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        TABLE.append(value)
    def crc_of(data):
        crc, table = 0xFFFFFFFF, TABLE
        for byte in bytes(data): crc = crc >> 8 ^ table[(crc ^ byte) & 255]
        return crc ^ 0xFFFFFFFF

lock = threading.RLock()

class World:
    def __init__(self):
        self.objects, self.sessions, self.requests, self.violations = {}, {}, [], []
        self.generation, self.tokens, self.kept, self.faults = 1000, 0, {}, {}
        self.config = {"rate": 0, "kinds": [], "script": [], "auth": False, "stall": 2, "slow": 0, "page": 1000,
                       "expires": 3600}
        self.random = random.Random(1)
        self.forms = []

world = World()


def text_crc(data): return base64.b64encode(struct.pack(">I", crc_of(data))).decode()


class Broken(Exception): pass

class Faulty(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *rest): pass

    # Bodies and answers

    def read_body(self, limit=None):
        """The body, or its first `limit` bytes."""
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            out = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                piece = self.rfile.read(size)
                self.rfile.readline()
                if size == 0: break
                out += piece
            self.unread = 0
            return out
        length = int(self.headers.get("Content-Length") or 0)
        want = length if limit is None else min(length, limit)
        out = bytearray()
        while len(out) < want:
            piece = self.rfile.read1(min(65536, want - len(out)))
            if not piece: break
            out += piece
            if world.config["slow"]: time.sleep(world.config["slow"])
        self.unread = length - len(out)
        return bytes(out)

    def answer(self, status, body=b"", fault=None, **headers):
        if fault == "lost": self.reset()
        if isinstance(body, (dict, list)):
            headers.setdefault("Content_Type", "application/json; charset=UTF-8")
            body = json.dumps(body).encode()
        if fault == "garbled": body = body[:len(body) // 2]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items(): self.send_header(name.replace("_", "-"), value)
        if self.unread: self.close_connection = True; self.send_header("Connection", "close")
        self.end_headers()
        if fault in ("truncated", "cut"):
            self.wfile.write(body[:len(body) // 2]); self.wfile.flush()
            if fault == "truncated": self.reset()
            # An orderly end: unlike a reset it takes nothing with it of what was sent.
            self.close_connection = True
            return
        for place in range(0, len(body), 65536):
            self.wfile.write(body[place:place + 65536])
            if world.config["slow"]: time.sleep(world.config["slow"])

    def refuse(self, status, reason, message, **headers):
        self.answer(status, {"error": {"code": status, "message": message, "errors": [{"reason": reason}]}}, **headers)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        raise Broken()

    def violation(self, what):
        with lock: world.violations.append(f"{self.command} {self.path}: {what}")
        self.refuse(400, "invalid", what)

    # Faults

    def fault(self):
        line = f"{self.command} {self.path}"
        self.spent = None
        with lock:
            for entry in world.config["script"]:
                if entry.get("times", 1) > 0 and re.search(entry["match"], line):
                    if entry.get("skip", 0) > 0:
                        entry["skip"] -= 1
                        continue
                    entry["times"] = entry.get("times", 1) - 1
                    self.retry_after = entry.get("retryAfter", "0")
                    kind = entry["kind"]
                    self.spent = entry
                    break
            else:
                self.retry_after = "0"
                if world.random.random() >= world.config["rate"]: return None
                kind = world.random.choice(world.config["kinds"])
            world.faults[kind] = world.faults.get(kind, 0) + 1
        return kind

    def give_up(self):
        """Of a client that went away amid its request: the fault waits for the next one."""
        with lock:
            if self.spent:
                self.spent["times"] += 1
                world.faults[self.spent["kind"]] -= 1
        raise Broken()
