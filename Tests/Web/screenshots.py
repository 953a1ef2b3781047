"""Pictures of the pages and of the terminal. Run by script/screenshots."""

import html
import io
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile

import fruit
from conftest import COMMAND, Server, chromium, screenshot
from PIL import Image
from pages import button, look_at, verdict, wait
from selenium.webdriver.common.by import By

ROOT = pathlib.Path(__file__).parents[2]
PICTURES = ROOT / "Docs/Pictures"
PROGRAM = COMMAND[:-1]
# What the README shows, typed in a folder with the photos.
TYPED = [
    'dogbreed train --data fruit --model-dir my-model --title "Which fruit is this?" --noun fruit,fruits',
    "dogbreed predict --model my-model new/*.jpg --top 2",
]


def typed(command, folder):
    """Runs a command on a terminal of 100 columns and gives back what that shows at the end."""
    line = command.replace("dogbreed", " ".join(str(ROOT / PROGRAM[0]) if i == 0 else word for i, word in enumerate(PROGRAM)), 1)
    ours, theirs = pty.openpty()
    # Features of an earlier run would be found again.
    environment = {**os.environ, "TERM": "xterm", "DOGBREED_NAME": "dogbreed", "XDG_CACHE_HOME": str(folder / "cache")}
    process = subprocess.Popen(["sh", "-c", f"stty cols 100; {line}"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment, start_new_session=True)
    os.close(theirs)
    text = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    if process.wait() != 0:
        raise RuntimeError(f"{command}\n{text.decode()}")
    # What a carriage return goes back over is not seen any more.
    lines = [re.split(r"\r|\x1b\[K", one.rstrip("\r"))[-1] for one in text.decode().split("\n")]
    return "\n".join(lines).rstrip()


def trained(folder):
    """A model of made-up fruit, with three photos to try, and what the terminal showed of it."""
    fruit.write(folder / "fruit", 12, 1)
    fruit.write(folder / "more", 1, 77)
    (folder / "new").mkdir()
    for kind in ("banana", "plum"):
        (folder / "more" / kind / "01.jpg").rename(folder / "new" / f"{kind}.jpg")
    shown = "\n".join(f"$ {command}\n{typed(command, folder)}\n" for command in TYPED)
    samples = [f"--sample more/{kind}/01.jpg" for kind in ("apple", "lemon", "orange")]
    typed(f"dogbreed model words my-model {' '.join(samples)}", folder)
    return shown


def small(png, path, width):
    """Saves a screenshot with a palette, as small as that."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.resize((width, round(image.height * width / image.width)), Image.LANCZOS)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)


def terminal(shown, folder):
    """The terminal's text as a picture."""
    page = folder / "terminal.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><style>body{margin:0;background:#1c1b19;color:#ece6dc}"
        "pre{font:15px/1.45 'DejaVu Sans Mono',monospace;margin:0;padding:20px 24px;white-space:pre-wrap}b{color:#f4b183}</style><pre>"
        + re.sub(r"(?m)^(\$ .*)$", r"<b>\1</b>", html.escape(shown.strip(), quote=False)) + "</pre>"
    )
    driver = chromium(width=1000, height=400)
    driver.get(page.as_uri())
    png = whole(driver)
    driver.quit()
    small(png, PICTURES / "terminal.png", 1000)


def whole(driver):
    import base64

    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    return base64.b64decode(shot["data"])


def views(driver, address, folder, suffix):
    """Every view once."""
    def take(name):
        screenshot(driver, f"{name}-{suffix}")

    driver.get(address)
    take("home")
    look_at(driver, folder / "new/plum.jpg")
    verdict(driver)
    take("answer")
    driver.find_element(By.ID, "heat").click()
    take("heat")
    button(driver, "Look at a part").click()
    take("crop")
    driver.get(address)
    look_at(driver, *sorted((folder / "new").glob("*.jpg")), folder / "terminal.html")
    wait(driver, lambda d: d.find_elements(By.XPATH, "//button[normalize-space()='Download as CSV']"))
    take("several")
    driver.get(address)
    look_at(driver, folder / "noise.png")
    verdict(driver)
    take("doubt")
    driver.get(address)
    look_at(driver, folder / "terminal.html")
    verdict(driver)
    take("error")
    for path in ("classes", "classes/plum", "api"):
        driver.get(f"{address}/{path}")
        take(path.replace("/", "-"))


def main():
    readme = sys.argv[1:] == ["--readme"]
    if sys.argv[1:] and not readme:
        import conftest

        conftest.SCREENSHOTS = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        terminal(trained(folder), folder)
        Image.effect_noise((640, 480), 90).convert("RGB").save(folder / "noise.png")
        server = Server("--model", str(folder / "my-model"), "--feedback", str(folder / "kept"))
        try:
            driver = chromium(width=1100, height=700)
            driver.get(server.address)
            look_at(driver, folder / "new/plum.jpg")
            verdict(driver)
            wait(driver, lambda d: d.execute_script("return document.getAnimations().every((one) => one.playState === 'finished')"))
            small(whole(driver), PICTURES / "page.png", 1000)
            driver.quit()
            for width, height in [] if readme else [(1280, 900), (390, 844)]:
                for dark in (False, True):
                    driver = chromium(dark=dark, width=width, height=height)
                    views(driver, server.address, folder, f"{width}-{'dark' if dark else 'light'}")
                    driver.quit()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
