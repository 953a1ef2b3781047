"""What every server that stands in for another has in common: it prints its port, and goes when its test run goes."""
import http.server, os, socketserver, threading, time


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, request_queue_size = True, 128

    # Clients that break off are what the tests are about.
    def handle_error(self, request, client_address): pass


def leave_with(parent):
    while os.getppid() == parent: time.sleep(0.5)
    os._exit(0)


def serve(handler, *words, began=lambda port: None):
    """Serves on loopback for ever; the first line printed is the port and what `words` are, with blanks between."""
    threading.Thread(target=leave_with, args=(os.getppid(),), daemon=True).start()
    server = Server(("127.0.0.1", 0), handler)
    began(server.server_address[1])
    print(server.server_address[1], *words, flush=True)
    server.serve_forever()
