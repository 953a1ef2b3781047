"""An S3 that does next to nothing: uploads are read and dropped, and every object is the file that its argument names. No
signature or checksum is checked, so that the clients are what is measured. Prints its port."""
import hashlib, os, re, socket, sys, threading
from urllib.parse import parse_qs, urlsplit

file = os.open(sys.argv[1], os.O_RDONLY)
size = os.fstat(file).st_size
sent = set()
TAG = '"' + hashlib.md5(b"plain").hexdigest() + '-2"'


def read_head(connection, rest):
    while b"\r\n\r\n" not in rest:
        more = connection.recv(65536)
        if not more: return None, b""
        rest += more
    head, rest = rest.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    return (method, path, {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}), rest


def drop(connection, count, rest):
    count -= len(rest)
    space = bytearray(1 << 20)
    while count > 0:
        got = connection.recv_into(space, min(count, len(space)))
        if not got: return
        count -= got


def drop_chunks(connection, rest):
    """A body with its length in pieces, as boto3 sends streams."""
    def line():
        nonlocal rest
        while b"\r\n" not in rest: rest += connection.recv(65536)
        text, rest = rest.split(b"\r\n", 1)
        return text
    def take(count):
        nonlocal rest
        have = rest[:count]
        rest = rest[count:]
        drop(connection, count - len(have), b"")
    while (count := int(line().split(b";")[0], 16)) > 0:
        take(count)
        line()
    while line(): pass


def answer(connection, status, body=b"", length=None, **headers):
    text = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body) if length is None else length}\r\nETag: {TAG}\r\n"
    text += "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    connection.sendall(text.encode() + b"\r\n" + body)


def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    rest = b""
    while True:
        request, rest = read_head(connection, rest)
        if request is None: return
        method, path, headers = request
        if headers.get("expect"): connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "chunked" in headers.get("transfer-encoding", ""): drop_chunks(connection, rest)
        else: drop(connection, int(headers.get("content-length") or 0), rest)
        rest = b""
        query = parse_qs(urlsplit(path).query, keep_blank_values=True)
        if "uploads" in query:
            answer(connection, 200, b"<InitiateMultipartUploadResult><Bucket>kennel</Bucket><Key>k</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>")
        elif method == "POST":
            sent.add(urlsplit(path).path)
            answer(connection, 200, f"<CompleteMultipartUploadResult><ETag>{TAG}</ETag></CompleteMultipartUploadResult>".encode())
        elif method == "HEAD":
            # An object is there once it was sent.
            answer(connection, 200, length=size) if urlsplit(path).path in sent else answer(connection, 404)
        elif method == "GET" and "list-type" in query:
            answer(connection, 200, b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
        elif method == "GET":
            found = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", ""))
            first, last = (int(found[1]), int(found[2] or size - 1)) if found else (0, size - 1)
            more = {"Content_Range": f"bytes {first}-{last}/{size}"} if found else {}
            answer(connection, 206 if found else 200, length=last - first + 1, **more)
            while first <= last:
                first += os.sendfile(connection.fileno(), file, first, min(last + 1 - first, 8 << 20))
        elif method == "DELETE": answer(connection, 204)
        else:
            answer(connection, 200)


listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
