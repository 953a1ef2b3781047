"""What is shown while a photo travels, and when it doesn't arrive: never the answer to an earlier one."""

import http.server
import threading
import urllib.error
import urllib.request

import pytest
from conftest import chromium, screenshot
from pages import button, in_view, look_at, serious, verdict, wait
from selenium.webdriver.common.by import By


class Front:
    """Stands before the server: answers its next `refusals` photos with 503, and holds photos while `held` is set."""

    def __init__(self, address):
        front = self
        self.refusals = 0
        self.held = threading.Event()
        self.held.set()
        self.photos = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *words):
                pass

            def do_GET(self):
                self.forward(None)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                front.photos += 1
                front.held.wait(30)
                if front.refusals:
                    front.refusals -= 1
                    return self.reply(503, b"<section class=result><h1 id=verdict>The server is busy</h1></section>", {"Retry-After": "1"})
                self.forward(body)

            def forward(self, body):
                names = ("Content-Type", "Accept")
                request = urllib.request.Request(address + self.path, body, {name: self.headers[name] for name in names if self.headers[name]})
                try:
                    answer = urllib.request.urlopen(request, timeout=60)
                except urllib.error.HTTPError as error:
                    answer = error
                self.reply(answer.status, answer.read(), {"Content-Type": answer.headers["Content-Type"]})

            def reply(self, status, body, headers):
                try:
                    self.send_response(status)
                    for name, value in {"Content-Type": "text/html", **headers, "Content-Length": str(len(body))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except ConnectionError:
                    # The browser gave up, which is what a test may want.
                    pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def front(server):
    front = Front(server.address)
    yield front
    front.held.set()
    front.server.shutdown()


@pytest.fixture
def driver():
    driver = chromium()
    yield driver
    driver.quit()


def offline(driver, off):
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {"offline": off, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    )


def test_a_new_photo_takes_the_old_answer_away_at_once(driver, front, photo, large):
    driver.get(front.address)
    look_at(driver, photo)
    verdict(driver)
    front.held.clear()
    look_at(driver, large)
    wait(driver, lambda d: front.photos == 2)
    assert driver.find_element(By.ID, "verdict").text == "Looking…"
    assert not driver.find_elements(By.CLASS_NAME, "bars")
    assert in_view(driver, driver.find_element(By.TAG_NAME, "progress"))
    # The bar has filled and says no longer how much.
    wait(driver, lambda d: d.find_element(By.TAG_NAME, "progress").get_dom_attribute("value") is None)
    wait(driver, lambda d: "Still looking" in d.find_element(By.CLASS_NAME, "word").text)
    screenshot(driver, "working")
    assert serious(driver) == []
    front.held.set()
    assert verdict(driver) != "Looking…"


def test_only_the_last_photo_is_answered(driver, front, photo, large):
    driver.get(front.address)
    front.held.clear()
    look_at(driver, large)
    wait(driver, lambda d: front.photos == 1)
    look_at(driver, photo)
    wait(driver, lambda d: front.photos == 2)
    front.held.set()
    verdict(driver)
    assert len(driver.find_elements(By.CLASS_NAME, "result")) == 1
    assert not driver.find_elements(By.CLASS_NAME, "working")


def test_a_busy_server_is_asked_again(driver, front, photo):
    driver.get(front.address)
    front.refusals = 2
    look_at(driver, photo)
    wait(driver, lambda d: "busy" in d.find_element(By.CLASS_NAME, "word").text)
    assert "busy" not in verdict(driver)
    assert front.photos == 3


def test_a_server_that_stays_busy_is_said(driver, front, photo):
    driver.get(front.address)
    driver.execute_script("pauseFor = () => Promise.resolve()")
    front.refusals = 99
    look_at(driver, photo)
    assert "busy" in verdict(driver)
    assert front.photos == 5
    front.refusals = 0
    button(driver, "Try again").click()
    wait(driver, lambda d: d.find_elements(By.CLASS_NAME, "bars"))


def test_offline_is_said_where_the_answer_would_be(driver, front, photo):
    driver.get(front.address)
    look_at(driver, photo)
    first = verdict(driver)
    offline(driver, True)
    look_at(driver, photo)
    wait(driver, lambda d: verdict(d) != first)
    assert "offline" in verdict(driver) and in_view(driver, driver.find_element(By.ID, "verdict"))
    assert not driver.find_elements(By.CLASS_NAME, "bars")
    screenshot(driver, "offline")
    assert serious(driver) == []
    offline(driver, False)
    button(driver, "Try again").click()
    wait(driver, lambda d: d.find_elements(By.CLASS_NAME, "bars"))


def test_an_answer_that_takes_too_long_is_given_up(driver, front, photo):
    driver.get(front.address)
    driver.execute_script("patience = 500")
    front.held.clear()
    look_at(driver, photo)
    assert "too long" in verdict(driver)
    screenshot(driver, "timeout")


def test_large_photos_are_shrunk_first(driver, front, large):
    driver.get(front.address)
    driver.execute_script(
        "const send = XMLHttpRequest.prototype.send; window.sent = 0;"
        "XMLHttpRequest.prototype.send = function (body) { window.sent = body.get('photo').size; send.call(this, body); }"
    )
    look_at(driver, large)
    verdict(driver)
    assert 0 < driver.execute_script("return window.sent") < large.stat().st_size / 2
