"""What an operator relies on: the signals, TLS, a full queue, the log."""

import http.client
import json
import pathlib
import resource
import signal
import socket
import ssl
import subprocess
import threading
import time

from conftest import COMMAND, PATIENCE, Server, jpeg


def test_sigterm_ends_with_zero_and_drops_nothing():
    server = Server()
    statuses = []

    def send():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        body = jpeg(1200, 900)
        try:
            while True:
                connection.request("POST", "/api/v1/predictions", body)
                answer = connection.getresponse()
                answer.read()
                statuses.append(answer.status)
        except (ConnectionError, http.client.HTTPException):
            # Closed between two requests; an answer that began would have been read whole.
            return

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    # All connections are at work when the signal comes.
    while len(statuses) < 8 and all(thread.is_alive() for thread in threads):
        time.sleep(0.01)
    assert server.stop() == 0
    for thread in threads:
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive()
    assert len(statuses) >= 8 and set(statuses) <= {200, 503} and 200 in statuses


def test_sighup_keeps_answering():
    server = Server()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)

    def ask(method, path, body=None):
        connection.request(method, path, body)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200
        return text.decode()

    def swaps():
        lines = [line for line in ask("GET", "/metrics").splitlines() if line.startswith('dogbreed_model_loads_total{outcome="swapped"}')]
        return int(float(lines[0].split()[1])) if lines else 0

    # Each signal swaps the model once, and all requests until then are answered.
    for turn in range(3):
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + PATIENCE
        while swaps() <= turn:
            assert time.monotonic() < until
            ask("POST", "/api/v1/predictions", jpeg(seed=turn))
    ask("POST", "/api/v1/predictions", jpeg())
    assert server.stop() == 0


def test_tls(tmp_path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    trust = ssl.create_default_context(cafile=str(certificate))
    server = Server("--tls-cert", str(certificate), "--tls-key", str(key), context=trust)
    try:
        assert server.address.startswith("https://")
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=trust, timeout=PATIENCE)
        connection.request("POST", "/api/v1/predictions", jpeg())
        assert connection.getresponse().status == 200
    finally:
        assert server.stop() == 0


def test_a_wrong_certificate_ends_with_one_sentence(tmp_path):
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("not a certificate")
    done = subprocess.run([*COMMAND, "--port", "0", "--tls-cert", str(wrong), "--tls-key", str(wrong)], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode != 0
    assert "certificate" in done.stderr


def test_the_access_log_is_json_without_addresses():
    server = Server(stderr=subprocess.PIPE)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(server.process.stderr))
    reader.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", "/readyz?secret=1")
    assert connection.getresponse().status == 200
    assert server.stop() == 0
    reader.join()
    access = [json.loads(line) for line in lines if '"message":"request"' in line]
    assert access and access[-1]["route"] == "/readyz" and access[-1]["status"] == 200
    assert not any("127.0.0.1" in json.dumps(line) or "secret" in json.dumps(line) for line in access)


def certify(folder, name):
    """Writes a certificate of a name and its key, and returns their paths."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={name}",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return str(certificate), str(key)


def handshake(port, *arguments):
    """What openssl's own client says of a connection."""
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    return done.stdout


def test_sighup_reads_the_certificate_and_the_keys_again(tmp_path):
    certificate, key = certify(tmp_path, "one")
    keys = tmp_path / "keys"
    keys.write_text("first-key-0123456789\n")
    any_certificate = ssl._create_unverified_context()
    server = Server("--tls-cert", certificate, "--tls-key", key, "--api-key-file", str(keys), context=any_certificate)

    def status(shown):
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=any_certificate, timeout=10)
        connection.request("GET", "/api/v1/model", headers={"Authorization": f"Bearer {shown}"})
        return connection.getresponse().status

    try:
        for old in ("-tls1", "-tls1_1"):
            assert "Server certificate" not in handshake(server.port, old, "-cipher", "DEFAULT:@SECLEVEL=0")
        assert "Server certificate" not in handshake(server.port, "-tls1_2", "-cipher", "AES128-GCM-SHA256")
        assert "Server certificate" in handshake(server.port, "-tls1_2") and "Server certificate" in handshake(server.port, "-tls1_3")
        assert status("first-key-0123456789") == 200 and status("second-key-0123456789") == 401
        certify(tmp_path, "two")
        keys.write_text("second-key-0123456789\n")
        server.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 20
        while "two" not in handshake(server.port).partition("subject=")[2].partition("\n")[0] and time.monotonic() < end:
            time.sleep(0.1)
        assert "two" in handshake(server.port).partition("subject=")[2].partition("\n")[0]
        assert status("first-key-0123456789") == 401 and status("second-key-0123456789") == 200
    finally:
        assert server.stop() == 0


def test_a_lack_of_descriptors_is_said_and_survived(tmp_path):
    server = Server("--client-connections", "1000", stderr=subprocess.PIPE)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(server.process.stderr))
    reader.start()
    # As many as are open, and a few.
    count = len(list(pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir()))
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (count + 8, count + 8))
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(30)]
    end = time.monotonic() + 20
    while not any("can't be accepted" in line for line in lines) and time.monotonic() < end:
        time.sleep(0.1)
    assert any("can't be accepted" in line for line in lines)
    for connection in held:
        connection.close()
    answered = False
    while not answered and time.monotonic() < end + 20:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            connection.request("GET", "/readyz")
            answered = connection.getresponse().status == 200
        except OSError:
            time.sleep(0.1)
    assert answered
    assert server.stop() == 0
    reader.join()
