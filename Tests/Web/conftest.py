"""The server under test and a real Chromium. Everything stays on the loopback."""

import io
import os
import pathlib
import random
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

# Seconds after which something counts as never happening: a busy machine takes its time.
PATIENCE = 180
# The command that starts a server; --port 0 and others are added to it.
COMMAND = os.environ.get("DOGBREED_SERVER", "script/dogbreed serve").split()
SCREENSHOTS = pathlib.Path(os.environ.get("DOGBREED_SCREENSHOTS", "/tmp/dogbreed-screenshots"))


class Server:
    """A server on a port that the system chose; its first line says the address."""

    def __init__(self, *arguments, stderr=subprocess.DEVNULL, context=None):
        self.context = context
        self.process = subprocess.Popen([*COMMAND, "--port", "0", "--deadline", str(PATIENCE), *arguments], stdout=subprocess.PIPE, stderr=stderr, text=True)
        self.address = self.process.stdout.readline().strip()
        self.port = int(self.address.rpartition(":")[2] or 0)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}")
            try:
                urllib.request.urlopen(self.address + "/readyz", context=context, timeout=PATIENCE).read()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        self.process.kill()
        raise RuntimeError("the server did not get ready")

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=PATIENCE)


@pytest.fixture(scope="session")
def feedback(tmp_path_factory):
    return tmp_path_factory.mktemp("feedback")


@pytest.fixture(scope="session")
def server(feedback):
    server = Server("--feedback", str(feedback))
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="session")
def photo(tmp_path_factory):
    """A photo of a dog when the data are next to the checkout, else a made-up screenshot."""
    place = tmp_path_factory.mktemp("pictures") / "rex.jpg"
    root = os.environ.get("DOGBREED_PHOTOGRAPHS", pathlib.Path(__file__).parents[3] / "shared/data")
    dogs = sorted(pathlib.Path(root, "stanford-dogs-original/Images").glob("*/*.jpg"))
    if dogs:
        place.write_bytes(dogs[len(dogs) // 3].read_bytes())
    else:
        noise = Image.frombytes("RGB", (40, 30), random.Random(1).randbytes(3600))
        noise.resize((800, 600)).save(place, quality=90)
    return place


@pytest.fixture(scope="session")
def large(tmp_path_factory, photo):
    """The same at 4,000 × 3,000."""
    place = tmp_path_factory.mktemp("pictures") / "large.jpg"
    Image.open(photo).convert("RGB").resize((4000, 3000)).save(place, quality=95)
    return place


def chromium(dark=False, width=1200, height=900, script=True, language=None):
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]:
        options.add_argument(argument)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if language:
        options.add_argument(f"--accept-lang={language}")
        options.add_experimental_option("prefs", {"intl.accept_languages": language})
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    if dark:
        driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
        )
    driver.set_page_load_timeout(PATIENCE)
    driver.set_script_timeout(PATIENCE)
    return driver


@pytest.fixture
def browser(server):
    driver = chromium()
    yield driver
    # A policy violation or a script error on any page is a fault.
    wrong = [line for line in driver.get_log("browser") if line["level"] == "SEVERE" and "status of 4" not in line["message"]]
    driver.quit()
    assert wrong == []


def screenshot(driver, name):
    """The whole page as a PNG file, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    shot = driver.execute_cdp_cmd(
        "Page.captureScreenshot",
        {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}},
    )
    import base64

    (SCREENSHOTS / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))


def jpeg(width=64, height=48, seed=1):
    noise = Image.frombytes("RGB", (16, 12), random.Random(seed).randbytes(576)).resize((width, height))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=90)
    return out.getvalue()
