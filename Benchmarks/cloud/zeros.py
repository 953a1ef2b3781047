"""A Cloud Storage that keeps nothing but sizes and checksums, for files of zeros of any size: fake-gcs-server gathers uploads
in memory. Prints its port; an upload of other bytes than zeros is refused."""
import base64, functools, http.server, itertools, json, re
from urllib.parse import parse_qs, unquote, urlsplit

import google_crc32c

ZEROS = bytes(1 << 20)
objects, sessions, numbers = {}, {}, itertools.count(1)


@functools.cache
def crc_of_zeros(count):
    crc = 0
    for _ in range(count >> 20): crc = google_crc32c.extend(crc, ZEROS)
    return google_crc32c.extend(crc, ZEROS[:count & (1 << 20) - 1])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *rest): pass

    def answer(self, status, body=None, **headers):
        text = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items(): self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def keep(self, name, size):
        crc = base64.b64encode(crc_of_zeros(size).to_bytes(4, "big")).decode()
        objects[name] = {"name": name, "size": str(size), "generation": str(next(numbers)), "crc32c": crc}
        self.answer(200, objects[name])

    def do(self):
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        left = int(self.headers.get("Content-Length") or 0)
        if url.path.startswith("/session/"): return self.chunk(url.path, left)
        body = self.rfile.read(left)
        if "uploadType" in query:
            place = f"/session/{next(numbers)}"
            sessions[place] = [query["name"], int(self.headers["X-Upload-Content-Length"]), 0]
            return self.answer(200, Location=f"http://{self.headers['Host']}{place}")
        name = re.fullmatch(r"/storage/v1/b/[^/]+/o(?:/([^/]+))?(/compose)?", url.path)
        if name[1] is None: return self.answer(200, {"items": []})
        object = objects.get(unquote(name[1]))
        if name[2]: return self.keep(unquote(name[1]), sum(
            int(objects[part["name"]]["size"]) for part in json.loads(body)["sourceObjects"]))
        if object is None: return self.answer(404, {"error": {"message": "Not there"}})
        if self.command == "DELETE": return self.answer(204)
        if query.get("alt") == "media": return self.media(int(object["size"]))
        self.answer(200, object)

    do_GET = do_PUT = do_POST = do_DELETE = do

    def chunk(self, place, left):
        name, total, stored = sessions[place]
        crc, count = 0, left
        while left > 0:
            piece = self.rfile.read(min(left, 1 << 20))
            crc, left = google_crc32c.extend(crc, piece), left - len(piece)
        if crc != crc_of_zeros(count): return self.answer(400, {"error": {"message": "Other bytes than zeros"}})
        sessions[place][2] = stored = stored + count
        if stored == total: return self.keep(name, total)
        self.answer(308, **({"Range": f"bytes=0-{stored - 1}"} if stored else {}))

    def media(self, size):
        first, last = 0, size - 1
        if "Range" in self.headers: first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        self.send_response(206 if "Range" in self.headers else 200)
        if "Range" in self.headers: self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        left = last - first + 1
        while left > 0:
            self.wfile.write(ZEROS[:min(left, 1 << 20)])
            left -= 1 << 20


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
