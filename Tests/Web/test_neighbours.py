"""The most alike training photos on a card, from a model with an index of them."""

import pathlib
import subprocess
import sys

import pytest
from conftest import COMMAND, Server, chromium, screenshot
from pages import in_view, look_at, serious, verdict, wait
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

# What a file may be called: text on a page, never part of it.
HOSTILE = "<img src=x onerror=document.title='hacked'> & more.jpg"


@pytest.fixture(scope="module")
def fruit(tmp_path_factory):
    place = tmp_path_factory.mktemp("fruit") / "photos"
    subprocess.run([sys.executable, pathlib.Path(__file__).with_name("fruit.py"), place, "--each", "8"], check=True)
    plum = sorted((place / "plum").glob("*"))[0]
    plum.rename(plum.with_name(HOSTILE))
    return place


@pytest.fixture(scope="module", params=["with thumbnails", "without"])
def indexed(request, tmp_path_factory, fruit):
    """A server of a model of fruit with an index, and whether it has small copies."""
    program, model = COMMAND[:-1], tmp_path_factory.mktemp("models") / "fruit"
    if subprocess.run([*program, "train", "--help"], capture_output=True).returncode != 0:
        pytest.skip("the program that trains isn't built")
    small = request.param == "with thumbnails"
    subprocess.run(
        [*program, "train", "--data", fruit, "--model-dir", model, "--backbone", "efficientnet-lite0", "--index", *(["--index-thumbnails"] if small else [])],
        check=True,
        capture_output=True,
    )
    server = Server("--model", str(model))
    yield server, small
    assert server.stop() == 0


@pytest.fixture(params=[1200, 390])
def driver(request):
    driver = chromium(width=request.param)
    yield driver
    wrong = [line for line in driver.get_log("browser") if line["level"] == "SEVERE"]
    driver.quit()
    assert wrong == []


def test_neighbours_are_there_to_be_opened(driver, indexed, fruit):
    server, small = indexed
    driver.get(server.address)
    photo = sorted((fruit / "banana").glob("*"))[0]
    look_at(driver, photo)
    verdict(driver)
    box = driver.find_element(By.CSS_SELECTOR, ".near")
    rows = box.find_elements(By.TAG_NAME, "li")
    assert len(rows) == 5
    # Closed until somebody wants them, by mouse or by keys.
    assert not rows[0].is_displayed()
    summary = box.find_element(By.TAG_NAME, "summary")
    assert summary.text == "The most alike photos it learnt from"
    summary.send_keys(Keys.ENTER)
    wait(driver, lambda d: rows[0].is_displayed())
    assert rows[0].find_element(By.TAG_NAME, "a").text.lower() == "banana"
    assert "over 99 %" in rows[0].text or "100 %" in rows[0].text, rows[0].text
    images = box.find_elements(By.TAG_NAME, "img")
    if small:
        assert len(images) == 5
        driver.execute_script("arguments[0].scrollIntoView()", images[0])
        wait(driver, lambda d: all(int(image.get_property("naturalWidth")) > 0 for image in images))
    else:
        assert not images and photo.name in rows[0].text
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    screenshot(driver, f"neighbours-{'small' if small else 'names'}-{driver.execute_script('return innerWidth')}")
    assert serious(driver) == []
    driver.execute_script("arguments[0].scrollIntoView()", rows[0])
    link = rows[0].find_element(By.TAG_NAME, "a")
    assert in_view(driver, link)
    link.click()
    wait(driver, lambda d: "/classes/" in d.current_url)


def test_a_hostile_file_name_is_text(driver, indexed, fruit):
    server, small = indexed
    driver.get(server.address)
    title = driver.title
    look_at(driver, fruit / "plum" / HOSTILE)
    verdict(driver)
    box = driver.find_element(By.CSS_SELECTOR, ".near")
    box.find_element(By.TAG_NAME, "summary").click()
    first = wait(driver, lambda d: box.find_elements(By.TAG_NAME, "li"))[0]
    assert (HOSTILE in first.text) != small
    assert driver.title == title and "hacked" not in driver.title


def test_without_an_index_there_is_nothing_to_open(browser, server, photo):
    browser.get(server.address)
    look_at(browser, photo)
    verdict(browser)
    assert browser.find_elements(By.CSS_SELECTOR, ".near") == []
