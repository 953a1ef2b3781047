"""An HTTP proxy on loopback that tunnels every host to one port of this machine, and may ask for credentials.

Arguments: the port, a file that gets the host of each request on a line, and USER:PASSWORD or nothing.
"""
import base64, http.server, select, socket, stand_in, sys

port, log, credentials = int(sys.argv[1]), sys.argv[2], "".join(sys.argv[3:])


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *rest): pass

    def do_CONNECT(self):
        wanted = f"Basic {base64.b64encode(credentials.encode()).decode()}" if credentials else None
        allowed = self.headers.get("Proxy-Authorization") == wanted
        with open(log, "a") as out: out.write((self.path if allowed else "refused") + "\n")
        self.send_response(200 if allowed else 407)
        self.end_headers()
        self.close_connection = True
        if not allowed: return
        with socket.create_connection(("127.0.0.1", port)) as server:
            ends = {self.connection: server, server: self.connection}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    piece = end.recv(65536)
                    if not piece: return
                    ends[end].sendall(piece)


stand_in.serve(Handler)
