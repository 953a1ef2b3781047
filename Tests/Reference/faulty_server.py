"""Serves a folder well or badly; the first part of a path says how, as `FaultyServer` lists it."""
import http.server, pathlib, stand_in, sys, time

root, counts = pathlib.Path(sys.argv[1]), {}
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *rest): pass
    def head(self, status, length, **more):
        self.send_response(status)
        if length is not None: self.send_header("Content-Length", str(length))
        for name, value in more.items(): self.send_header(name.replace("_", "-"), value)
        self.end_headers()
    def do_GET(self):
        way, name = self.path.strip("/").split("/", 1)
        counts[self.path] = counts.get(self.path, 0) + 1
        times = counts[self.path]
        file = root / name
        if way == "gone" or not file.is_file():
            return self.head(404, 0)
        data, tag = file.read_bytes(), '"one"'
        if way == "page":
            text = b"<!DOCTYPE html><html><body>Log in first</body></html>" * 20
            self.head(200, len(text), Content_Type="text/html"); self.wfile.write(text); return
        if way == "busy" and times <= 2:
            return self.head(503, 0, Retry_After="0")
        if way == "loop":
            return self.head(302, 0, Location=self.path)
        if way == "moved":
            return self.head(302, 0, Location="/good/" + name)
        if way == "endless":
            self.send_response(200); self.end_headers()
            while True: self.wfile.write(b"x" * 65536)
        if way == "changes" and times > 1:
            data, tag = bytes(b ^ 1 for b in data), '"two"'
        more = {} if way == "plain" else {"ETag": tag}
        start, ranged = 0, self.headers.get("Range")
        if ranged and way != "ignores" and (way == "changes" or self.headers.get("If-Range") in (None, tag)):
            start = int(ranged.split("=")[1].split("-")[0])
        if start >= len(data) and start > 0:
            return self.head(416, 0, Content_Range=f"bytes */{len(data)}")
        if start > 0:
            first = start - 7 if way == "lies" else start
            more["Content_Range"] = f"bytes {first}-{len(data) - 1}/{len(data)}"
            body = data[first:]
            self.head(206, len(body), **more)
        else:
            body = data
            self.head(200, len(body), **more)
        if way in ("breaks", "ignores", "lies", "changes", "plain"): body, broken = body[:50000], len(body) > 50000
        elif way == "short": body, broken = body[:max(0, len(data) - 1000 - start)], True
        elif way == "stalls": body, broken = body[:max(0, 10000 - start)], True
        else: broken = False
        if way == "ignores" and times > 2: body, broken = data[start:] if start else data, False
        for place in range(0, len(body), 16384):
            self.wfile.write(body[place:place + 16384])
            if way == "slow": time.sleep(0.02)
        if way == "stalls": time.sleep(3600)
        if broken:
            self.wfile.flush(); self.close_connection = True
            self.connection.shutdown(2)

stand_in.serve(Handler)
