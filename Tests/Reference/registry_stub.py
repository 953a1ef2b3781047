"""A registry on loopback with one image, and what stands for Cloud Storage, Cloud Build and a token server next to it.

Prints its port and the image's digest, then serves. The first part of an image's path says how: open, basic, bearer (a token
server's challenge), lying (other bytes), moved (blobs are elsewhere), bare (a manifest without configuration); all others are
gone. Projects: good, bad (the build fails), slow (never ends). What was asked is written to the file that is named.
"""
import base64, hashlib, http.server, json, stand_in, sys, threading, urllib.parse

asked = open(sys.argv[1], "a")
digest = lambda data: "sha256:" + hashlib.sha256(data).hexdigest()
CONFIG = json.dumps({"architecture": "amd64", "os": "linux", "config": {}}).encode()
MANIFEST = json.dumps({
    "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest(CONFIG), "size": len(CONFIG)},
    "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": digest(b""), "size": 1234}]}).encode()
LOGIN = "Basic " + base64.b64encode(b"anna:geheim").decode()
stored, polls, lock = {}, {}, threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *rest): pass

    def answer(self, status, body=b"", **headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items(): self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def handle_one(self):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        login = self.headers.get("Authorization")
        with lock:
            text = body.decode("utf8", "replace") if len(body) < 20000 else f"{len(body)} bytes"
            asked.write(json.dumps({"method": self.command, "path": self.path, "login": login, "body": text}) + "\n")
            asked.flush()
            self.route(url, dict(urllib.parse.parse_qsl(url.query)), url.path.strip("/").split("/"), body, login)

    do_GET = do_POST = do_PUT = handle_one

    def route(self, url, query, parts, body, login):
        if url.path == "/readyz": return self.answer(200, {"status": "ready"})
        if url.path == "/token" and self.command == "POST": return self.answer(200, {"access_token": "ya29.x", "expires_in": 3600})
        if url.path == "/token": return self.answer(200 if login == LOGIN else 401, {"token": "opens"})
        if url.path == "/elsewhere": return self.answer(200, CONFIG) if login is None else self.answer(400, b"a token came along")
        if parts[0] == "v2": return self.registry(parts, login)
        if url.path.startswith("/upload/storage/"):
            if query["name"] in stored: return self.answer(412, {"error": {"message": "conditionNotMet"}})
            stored[query["name"]] = len(body)
            return self.answer(200, {"generation": "7", "size": str(len(body))})
        if url.path.startswith("/storage/v1/"):
            name = urllib.parse.unquote(url.path.split("/o/")[1])
            return self.answer(200, {"generation": "7", "size": str(stored.get(name))})
        if parts[0] == "v1" and parts[-1] == "builds":
            return self.answer(200, {"name": "operations/1", "metadata": {"build": {"id": "b1", "status": "QUEUED"}}})
        if parts[0] == "v1" and parts[-2] == "builds":
            project = parts[2]
            polls[project] = polls.get(project, 0) + 1
            if polls[project] < 3 or project == "slow": return self.answer(200, {"id": "b1", "status": "WORKING"})
            if project == "bad":
                return self.answer(200, {"id": "b1", "status": "FAILURE", "failureInfo": {"detail": "step 0 failed"},
                                         "logUrl": "https://console.example/b1"})
            return self.answer(200, {"id": "b1", "status": "SUCCESS", "results": {"images": [
                {"name": "x", "digest": digest(MANIFEST)}]}})
        self.answer(404)

    def registry(self, parts, login):
        way, kind, reference = parts[1], parts[-2], parts[-1]
        challenges = {
            "basic": (LOGIN, 'Basic realm="here"'),
            "bearer": ("Bearer opens", f'Bearer realm="http://127.0.0.1:{port}/token",service="here",scope="repository:x:pull,push"'),
        }
        if way in challenges and login != challenges[way][0]:
            return self.answer(401, b"", WWW_Authenticate=challenges[way][1])
        if way == "google" and login != "Bearer ya29.x": return self.answer(403)
        if way not in ("open", "lying", "moved", "bare", "google", *challenges): return self.answer(404)
        if kind == "manifests":
            if way == "lying": return self.answer(200, MANIFEST + b" ")
            if way == "bare": return self.answer(200, b"{}")
            return self.answer(200, MANIFEST)
        if way == "moved": return self.answer(307, b"", Location=f"http://127.0.0.1:{port}/elsewhere")
        self.answer(200, CONFIG)


def began(given):
    global port
    port = given


stand_in.serve(Handler, digest(MANIFEST), digest(b"{}"), began=began)
