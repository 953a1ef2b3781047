"""The page for reviewing labels, in a browser: decisions by keys and buttons, undo, a sweep, what is applied, and how fast it goes."""

import os
import pathlib
import random
import subprocess
import sys
import time

import pytest
from conftest import COMMAND, PATIENCE, chromium, screenshot
from pages import serious, wait
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

HUES = {"blue": (40, 60, 200), "green": (40, 190, 60), "red": (210, 50, 40)}


def draw(path, hue, seed):
    noise = random.Random(seed)
    base = Image.frombytes("RGB", (8, 6), bytes(max(0, min(255, one + noise.randint(-50, 50))) for _ in range(48) for one in hue))
    path.parent.mkdir(parents=True, exist_ok=True)
    base.resize((160, 120)).save(path, quality=90)


class Review:
    def __init__(self, data, *words):
        command = [*COMMAND[:-1], "review", str(data), "--backbone", "efficientnet-lite0", *map(str, words)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("Ready: open http://127.0.0.1:"), line
        self.address = line.removeprefix("Ready: open ").strip()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=PATIENCE) == 0


@pytest.fixture
def data(tmp_path):
    """Three classes of coloured noise; four images of the first are in the folder of the second."""
    names = sorted(HUES)
    for place, name in enumerate(names):
        for number in range(16):
            draw(tmp_path / "data" / name / f"{number}.jpg", HUES[name], 100 * place + number)
    for number in range(4):
        draw(tmp_path / "data/green" / f"wrong-{number}.jpg", HUES["blue"], 900 + number)
    for number in range(6):
        draw(tmp_path / "new" / f"{number}.jpg", HUES[names[number % 3]], 700 + number)
    return tmp_path / "data"


@pytest.fixture
def review(data):
    review = Review(data, "--unlabelled", data.parent / "new")
    yield review
    review.stop()


def open_page(review, **options):
    driver = chromium(**options)
    driver.get(review.address)
    wait(driver, lambda d: d.find_element(By.ID, "name").text)
    return driver


def quiet(driver):
    """No violation of the policy, no error of a script."""
    wrong = [line for line in driver.get_log("browser") if line["level"] == "SEVERE"]
    driver.quit()
    assert wrong == []


def name(driver):
    return driver.find_element(By.ID, "name").text


def press(driver, key):
    """Presses a key, and waits until the page shows what follows."""
    before = (name(driver), driver.find_element(By.ID, "pending").text)
    driver.find_element(By.TAG_NAME, "body").send_keys(key)
    wait(driver, lambda d: not d.find_element(By.TAG_NAME, "body").get_attribute("aria-busy")
         and (name(d), d.find_element(By.ID, "pending").text) != before)


def test_keys_decide_and_undo(review, data):
    driver = open_page(review)
    assert "Doubtful labels (" in driver.find_element(By.ID, "queues").text
    first = name(driver)
    assert first.startswith("green/wrong-")
    assert "by the other images it is blue" in driver.find_element(By.ID, "reason").text
    press(driver, "1")
    assert name(driver) != first and "1 other labels" in driver.find_element(By.ID, "pending").text
    press(driver, "u")
    assert name(driver) == first and "0 other labels" in driver.find_element(By.ID, "pending").text
    press(driver, "s")
    assert name(driver) != first
    press(driver, "u")
    press(driver, "d")
    assert "1 deleted" in driver.find_element(By.ID, "pending").text
    press(driver, "u")
    press(driver, "0")
    assert "Decided: 1." in driver.find_element(By.ID, "pending").text
    press(driver, "u")
    driver.find_element(By.TAG_NAME, "body").send_keys("n")
    box = wait(driver, lambda d: d.find_element(By.CSS_SELECTOR, "#naming[open] input"))
    # Letters are letters while a name is typed.
    box.send_keys("sud 1", Keys.ENTER)
    wait(driver, lambda d: "1 other labels" in d.find_element(By.ID, "pending").text)
    assert "sud 1" in driver.execute_script("return [...document.querySelectorAll('#classes option')].map((o) => o.value)")
    # Whatever a class is called, it can be swept.
    driver.find_element(By.TAG_NAME, "body").send_keys("n")
    wait(driver, lambda d: d.find_element(By.CSS_SELECTOR, "#naming[open] input")).send_keys("a+b & c%20d?", Keys.ENTER)
    wait(driver, lambda d: "2 other labels" in d.find_element(By.ID, "pending").text)
    driver.find_element(By.ID, "open-sweep").click()
    wait(driver, lambda d: d.find_elements(By.CSS_SELECTOR, "#sweep-class option"))
    wait(driver, lambda d: not d.find_element(By.TAG_NAME, "body").get_attribute("aria-busy"))
    Select(driver.find_element(By.ID, "sweep-class")).select_by_value("a+b & c%20d?")
    wait(driver, lambda d: "1 of 1 images" in d.find_element(By.ID, "sweep-count").text)
    driver.find_element(By.CSS_SELECTOR, "#queues button").click()
    wait(driver, lambda d: d.find_element(By.ID, "image").is_displayed())
    driver.find_element(By.ID, "show-map").click()
    wait(driver, lambda d: d.find_element(By.ID, "map").is_displayed())
    assert sorted(path.name for path in (data / "green").iterdir() if "wrong" in path.name) == [f"wrong-{n}.jpg" for n in range(4)]
    screenshot(driver, "review")
    quiet(driver)


def test_a_class_is_swept_applied_and_brought_back(review, data):
    driver = open_page(review)
    driver.find_element(By.ID, "open-sweep").click()
    wait(driver, lambda d: d.find_elements(By.CSS_SELECTOR, "#grid button"))
    Select(driver.find_element(By.ID, "sweep-class")).select_by_value("green")
    cells = wait(driver, lambda d: [b for b in d.find_elements(By.CSS_SELECTOR, "#grid button") if "green/" in b.get_attribute("title")][:4])
    wait(driver, lambda d: not d.find_element(By.TAG_NAME, "body").get_attribute("aria-busy"))
    cells = driver.find_elements(By.CSS_SELECTOR, "#grid button")[:4]
    # The doubtful ones come first.
    assert {cell.get_attribute("title") for cell in cells} == {f"green/wrong-{n}.jpg" for n in range(4)}
    cells[0].click()
    driver.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true, shiftKey: true}))", cells[3])
    assert "chosen: 4" in driver.find_element(By.ID, "sweep-count").text
    screenshot(driver, "review-sweep")
    assert serious(driver) == []
    driver.find_element(By.ID, "target").send_keys("blue")
    driver.find_element(By.ID, "relabel").click()
    wait(driver, lambda d: "4 other labels" in d.find_element(By.ID, "pending").text)
    driver.find_element(By.ID, "apply").click()
    wait(driver, lambda d: d.find_element(By.CSS_SELECTOR, "#applying[open] [data-to=moves]")).click()
    wait(driver, lambda d: "another label now: 4" in d.find_element(By.ID, "outcome").text)
    assert (data / "blue/wrong-2.jpg").exists() and not (data / "green/wrong-2.jpg").exists()
    wait(driver, lambda d: d.find_element(By.ID, "revert").is_enabled())
    driver.find_element(By.ID, "revert").click()
    wait(driver, lambda d: "Files that are where they were: 4" in d.find_element(By.ID, "outcome").text)
    assert (data / "green/wrong-2.jpg").exists()
    quiet(driver)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_everyone_can_use_it(review, width, dark):
    driver = open_page(review, width=width, dark=dark)
    assert serious(driver) == []
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    # Keys can be switched off, for those who dictate.
    keys = driver.find_element(By.ID, "keys")
    keys.click()
    before = name(driver)
    driver.find_element(By.TAG_NAME, "body").send_keys("1")
    time.sleep(0.3)
    assert name(driver) == before
    keys.click()
    screenshot(driver, f"review-{width}-{'dark' if dark else 'light'}")
    quiet(driver)


def test_without_the_token_nothing_is_shown(review):
    driver = chromium()
    driver.get(review.address.partition("?")[0])
    assert "green" not in driver.page_source and "token" in driver.page_source
    driver.quit()


def test_thirty_decisions_a_minute(review):
    driver = open_page(review)
    for button in driver.find_elements(By.CSS_SELECTOR, "#queues button"):
        if "Without a label" in button.text:
            button.click()
            break
    wait(driver, lambda d: name(d).startswith("/"))
    made, begun = 0, time.monotonic()
    # Each is one key, and the next image is on the screen before the next key.
    while made < 40:
        if not driver.find_element(By.ID, "image").is_displayed():
            driver.find_element(By.TAG_NAME, "body").send_keys("u")
            wait(driver, lambda d: d.find_element(By.ID, "image").is_displayed())
            continue
        press(driver, "1" if made % 3 else "0")
        wait(driver, lambda d: not d.find_element(By.ID, "image").is_displayed()
             or d.execute_script("const i = document.getElementById('image'); return i.complete && i.naturalWidth > 0"))
        made += 1
    rate = 60 * made / (time.monotonic() - begun)
    print(f"\n{rate:.0f} decisions a minute", file=sys.stderr)
    assert rate >= 30
    quiet(driver)
