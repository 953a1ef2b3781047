"""A collector: reads OTLP over HTTP by OpenTelemetry's own protocol buffers, and answers well or badly as the first part of the path says.

good, busy (503 twice, then well), later (429 with Retry-After: 1 once, then well), refuses (400), echoes (401 that repeats the headers),
moved (302), stalls (never answers), breaks (closes), garbage (200 of other bytes), endless (200 without end), empty (204), partial (rejects one span).
Argument: a folder, whose requests.jsonl gets a line a request: way, path, headers, time, problems, resource, spans.
"""
import http.server, json, pathlib, stand_in, sys, time
from google.protobuf import message as protobuf
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as service

folder, counts = pathlib.Path(sys.argv[1]), {}


def value(any_value):
    kind = any_value.WhichOneof("value")
    found = getattr(any_value, kind) if kind else None
    return [value(one) for one in found.values] if kind == "array_value" else found


def attributes(pairs): return {pair.key: value(pair.value) for pair in pairs}


def unknown(message):
    """Fields that the official messages don't have: nothing here should be lost on a collector."""
    from google.protobuf.unknown_fields import UnknownFieldSet
    count = len(UnknownFieldSet(message))
    for field, found in message.ListFields():
        if field.message_type is None: continue
        for one in ([found] if isinstance(found, protobuf.Message) else found): count += unknown(one)
    return count


def span(one):
    return {
        "trace": one.trace_id.hex(), "id": one.span_id.hex(), "parent": one.parent_span_id.hex(), "state": one.trace_state,
        "flags": one.flags, "name": one.name, "kind": one.kind, "start": one.start_time_unix_nano, "end": one.end_time_unix_nano,
        "attributes": attributes(one.attributes), "status": one.status.code, "message": one.status.message,
        "events": [{"name": e.name, "attributes": attributes(e.attributes)} for e in one.events],
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *rest): pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, text in {"Content-Type": "application/x-protobuf", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        way = self.path.strip("/").split("/")[0]
        counts[way] = counts.get(way, 0) + 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        line = {"way": way, "path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "time": time.time()}
        request = service.ExportTraceServiceRequest()
        try:
            request.ParseFromString(body)
            line["unknown"] = unknown(request)
            line["resource"] = [attributes(group.resource.attributes) for group in request.resource_spans]
            line["spans"] = [span(s) for group in request.resource_spans for scope in group.scope_spans for s in scope.spans]
        except protobuf.DecodeError as error: line["problem"] = str(error)
        with open(folder / "requests.jsonl", "a") as out: print(json.dumps(line), file=out)
        self.way(way, counts[way])

    def way(self, way, times):
        if way == "busy" and times <= 2: return self.answer(503)
        if way == "later" and times == 1: return self.answer(429, Retry_After="1")
        if way == "refuses": return self.answer(400)
        if way == "echoes": return self.answer(401, f"who is {self.headers['Authorization']}?".encode(), Content_Type="text/plain")
        if way == "moved": return self.answer(302, Location="/good/v1/traces")
        if way == "stalls": time.sleep(3600)
        if way == "breaks":
            self.close_connection = True
            return self.connection.shutdown(2)
        if way == "empty":
            self.send_response(204)
            return self.end_headers()
        if way == "garbage": return self.answer(200, bytes(range(256)) * 16)
        if way == "endless":
            self.send_response(200); self.end_headers()
            while True: self.wfile.write(b"x" * 65536)
        answer = service.ExportTraceServiceResponse()
        if way == "partial":
            answer.partial_success.rejected_spans = 1
            answer.partial_success.error_message = f"one is too old, says {self.headers['Authorization']}"
        self.answer(200, answer.SerializeToString())


stand_in.serve(Handler)
