"""What an operator relies on: the signals, TLS, a full queue, the log."""

import http.client
import json
import signal
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
        lines = [line for line in ask("GET", "/metrics").splitlines() if line.startswith('model_loads_total{outcome="swapped"}')]
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
