"""The clients of Examples/Clients, as people start them."""

import functools
import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading
import urllib.request

import pytest
from conftest import PATIENCE, Server, chromium
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

CLIENTS = pathlib.Path(__file__).parents[2] / "Examples/Clients"
KEY = "a-key-of-more-than-sixteen-letters"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server that wants a key, and lets pages of any site ask it."""
    keys = tmp_path_factory.mktemp("keys") / "keys.txt"
    keys.write_text(KEY + "\n")
    server = Server("--api-key-file", str(keys), "--allow-origin", "*")
    yield server
    assert server.stop() == 0


def run(command, server, key=None):
    environment = {**os.environ, "DOGBREED_URL": server.address}
    if key:
        environment["DOGBREED_KEY"] = key
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)


@pytest.fixture(scope="module")
def wanted(server, photo):
    request = urllib.request.Request(server.address + "/api/v1/predictions?top=3", photo.read_bytes())
    return json.load(urllib.request.urlopen(request, timeout=PATIENCE))["results"][0]


def test_shell(server, photo, wanted):
    answer = run([CLIENTS / "classify.sh", photo], server)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["results"][0]["predictions"] == wanted["predictions"]


def test_python(server, photo, wanted):
    answer = run([sys.executable, CLIENTS / "classify.py", photo, photo], server)
    first = wanted["predictions"][0]
    line = f"{photo}: {wanted['verdict']}; {first['label']} {first['probability']:.1%}, "
    assert answer.returncode == 0, answer.stderr
    assert [each.startswith(line) for each in answer.stdout.splitlines()] == [True, True], answer.stdout


@pytest.mark.parametrize("client", [["classify.sh"], [sys.executable, "classify.py"]])
def test_key(guarded, photo, client):
    command = [*client[:-1], CLIENTS / client[-1], photo]
    refused = run(command, guarded)
    assert refused.returncode != 0 and "key" in refused.stdout + refused.stderr
    answer = run(command, guarded, KEY)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("client", [["classify.sh"], [sys.executable, "classify.py"]])
def test_no_image(server, tmp_path, client):
    text = tmp_path / "notes.jpg"
    text.write_text("no image")
    answer = run([*client[:-1], CLIENTS / client[-1], text], server)
    assert answer.returncode != 0 and "image" in answer.stdout + answer.stderr


def test_page_of_another_site(photo, wanted):
    server = Server("--allow-origin", "*")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=CLIENTS)
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    driver = chromium()
    try:
        driver.get(f"http://127.0.0.1:{site.server_port}/classify.html")
        address = driver.find_element(By.ID, "server")
        address.clear()
        address.send_keys(server.address)
        driver.find_element(By.ID, "photo").send_keys(str(photo))
        said = lambda _: driver.find_element(By.ID, "answer").text
        WebDriverWait(driver, PATIENCE).until(lambda _: said(_) not in ("", "Looking…"))
        assert said(driver).startswith(f"{wanted['verdict']}: {wanted['predictions'][0]['label']} ")
    finally:
        driver.quit()
        site.shutdown()
        assert server.stop() == 0
