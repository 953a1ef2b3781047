"""The pages in a real Chromium: how they look, read and work without scripts."""

import json

import pytest
from conftest import Server, chromium, screenshot
from pages import file_event, look_at, serious, text_event, verdict, wait
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys


def test_upload_shows_one_card(browser, server, photo):
    browser.get(server.address)
    screenshot(browser, "home")
    assert serious(browser) == []
    look_at(browser, photo)
    assert verdict(browser)
    # The photo is there once, and undistorted.
    images = [image for image in browser.find_elements(By.CSS_SELECTOR, "main img") if image.is_displayed()]
    assert len(images) == 1
    natural = images[0].get_property("naturalWidth") / images[0].get_property("naturalHeight")
    assert abs(images[0].size["width"] / images[0].size["height"] / natural - 1) < 0.02
    assert not browser.find_element(By.ID, "look").is_displayed()
    # The focus goes where the answer is, so that a screen reader reads it.
    assert browser.switch_to.active_element.get_attribute("id") == "verdict"
    assert 1 <= len(browser.find_elements(By.CSS_SELECTOR, ".bars li")) <= 5
    assert "It knows" in browser.find_element(By.CLASS_NAME, "card").text
    screenshot(browser, "answer")
    assert serious(browser) == []


def test_what_it_looked_at_on_demand(browser, server, photo):
    browser.get(server.address)
    look_at(browser, photo)
    verdict(browser)
    overlay = browser.find_element(By.CSS_SELECTOR, ".stage .heat")
    assert overlay.value_of_css_property("opacity") == "0"
    browser.find_element(By.ID, "heat").click()
    wait(browser, lambda d: overlay.value_of_css_property("opacity") == "1")
    box, image = overlay.rect, browser.find_element(By.CSS_SELECTOR, ".stage img").rect
    assert all(abs(box[side] - image[side]) < 2 for side in ("x", "y", "width", "height"))
    if browser.find_elements(By.ID, "closer"):
        browser.find_element(By.ID, "closer").click()
    screenshot(browser, "heatmap")
    assert serious(browser) == []


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_drop_and_paste(browser, server, photo, kind):
    browser.get(server.address)
    file_event(browser, kind, photo)
    assert verdict(browser)


@pytest.mark.parametrize("kind", ["drop", "paste"])
@pytest.mark.parametrize("text, word", [("https://example.org/a.jpg", "link"), ("a golden day", "text"), ("", "no file")])
def test_what_is_no_file_gets_a_word(browser, server, photo, kind, text, word):
    browser.get(server.address)
    look_at(browser, photo)
    first = verdict(browser)
    text_event(browser, kind, text)
    # It takes the place of the old answer.
    said = browser.find_element(By.ID, "verdict").text
    assert word in said and said != first
    assert len(browser.find_elements(By.CLASS_NAME, "result")) == 1
    assert browser.find_element(By.ID, "look").is_displayed()


def test_the_drop_zone_is_a_button(browser, server):
    browser.get(server.address)
    drop, field = browser.find_element(By.ID, "drop"), browser.find_element(By.ID, "photo")
    place = browser.execute_script(
        "const box = arguments[0].getBoundingClientRect();"
        "return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).id", drop
    )
    assert place in ("photo", "drop") and drop.tag_name == "label"
    assert field.get_property("multiple") is True


def test_what_is_no_picture_is_said(browser, server, tmp_path):
    text, empty = tmp_path / "notes.jpg", tmp_path / "empty.jpg"
    text.write_text("Dear diary, today I saw something.")
    empty.write_bytes(b"")
    browser.get(server.address)
    look_at(browser, text)
    assert "can't read this file" in verdict(browser)
    screenshot(browser, "refused")
    assert serious(browser) == []
    browser.find_element(By.CLASS_NAME, "again").click()
    look_at(browser, empty)
    wait(browser, lambda d: "empty" in verdict(d))


def test_without_script_the_form_works(server, photo):
    driver = chromium(script=False)
    try:
        driver.get(server.address)
        screenshot(driver, "no-script")
        driver.find_element(By.ID, "photo").send_keys(str(photo))
        driver.find_element(By.CSS_SELECTOR, "#look button").click()
        assert verdict(driver)
        assert driver.find_elements(By.CSS_SELECTOR, ".bars li")
        driver.find_element(By.ID, "heat").click()
        screenshot(driver, "no-script-answer")
        driver.find_element(By.CSS_SELECTOR, ".feedback button[value=unknown]").click()
        wait(driver, lambda d: "Thank you" in d.title)
        screenshot(driver, "thanks")
        driver.find_element(By.CSS_SELECTOR, "button[name=undo]").click()
        wait(driver, lambda d: "Taken back" in d.title)
    finally:
        driver.quit()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width, height", [(390, 844), (1280, 900)])
def test_every_page_at_every_size(server, photo, width, height, dark):
    driver = chromium(dark=dark, width=width, height=height)
    name = f"{width}{'-dark' if dark else ''}"
    try:
        for path, kind in [("/", "home"), ("/classes", "index"), ("/api", "api"), ("/nowhere", "error")]:
            driver.get(server.address + path)
            assert driver.execute_script("return document.documentElement.scrollWidth") <= width, f"{path} scrolls sideways"
            assert serious(driver) == []
            if kind != "index":
                screenshot(driver, f"{name}-{kind}")
        driver.get(server.address)
        look_at(driver, photo)
        verdict(driver)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        # The answer is seen without scrolling.
        heading = driver.find_element(By.ID, "verdict")
        assert 0 <= heading.rect["y"] - driver.execute_script("return scrollY") < height - 60
        assert serious(driver) == []
        screenshot(driver, f"{name}-answer")
        shade = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert (max(int(part) for part in shade[4:-1].split(",")) < 60) == dark
    finally:
        driver.quit()


def test_keyboard_only(browser, server, photo):
    browser.get(server.address)
    seen = []
    while "photo" not in seen and len(seen) < 10:
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        seen.append(active.get_attribute("id") or active.text or active.tag_name)
    brand = browser.find_element(By.CLASS_NAME, "brand").text
    assert seen[:2] == ["Skip to the content", brand] and seen[3:] == ["API", "photo"]
    label = active.find_element(By.XPATH, "..")
    assert browser.execute_script("return getComputedStyle(arguments[0]).outlineStyle", label) == "solid"
    # The file chooser itself is the system's; a chosen file is looked at without another key.
    browser.switch_to.active_element.send_keys(str(photo))
    verdict(browser)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.tag_name in ("a", "input", "button", "summary")


def test_index_and_search(browser, server):
    browser.get(server.address + "/classes")
    cards = [card for card in browser.find_elements(By.CSS_SELECTOR, "#cards li") if card.is_displayed()]
    assert len(cards) > 1
    screenshot(browser, "index")
    field = browser.find_element(By.ID, "q")
    shown = lambda: [card.text for card in browser.find_elements(By.CSS_SELECTOR, "#cards li") if card.is_displayed()]
    field.send_keys("retriever")
    assert 0 < len(shown()) < len(cards)
    assert browser.find_element(By.ID, "count").text.startswith(str(len(shown())))
    for name, found in [("corgi", "Pembroke"), ("alsatian", "German shepherd"), ("yorkie", "Yorkshire"), ("dachshund", "Closest")]:
        field.clear()
        field.send_keys(name)
        assert any(found in text for text in shown()), name
        # The server's own search finds the same.
        assert found in browser.execute_script(
            "const r = new XMLHttpRequest(); r.open('GET', '/classes?q=' + arguments[0], false); r.send(); return r.responseText", name
        )
    field.clear()
    field.send_keys("golden")
    browser.find_element(By.LINK_TEXT, next(text for text in shown() if "golden" in text.lower()).splitlines()[0]).click()
    assert "golden" in browser.find_element(By.TAG_NAME, "h1").text.lower()
    screenshot(browser, "class")
    assert serious(browser) == []


def test_without_feedback_nothing_is_kept(photo):
    server = Server()
    driver = chromium()
    try:
        driver.get(server.address)
        assert "none is kept" in driver.find_element(By.TAG_NAME, "footer").text
        look_at(driver, photo)
        verdict(driver)
        assert not driver.find_elements(By.CLASS_NAME, "feedback")
    finally:
        driver.quit()
        assert server.stop() == 0


def test_nothing_comes_from_another_host_and_the_page_is_light(browser, server):
    for path in ["/", "/classes", "/api"]:
        browser.get(server.address + path)
        entries = json.loads(
            browser.execute_script(
                "return JSON.stringify([...performance.getEntriesByType('navigation'),"
                "...performance.getEntriesByType('resource')].map((e) => [e.name, e.decodedBodySize]))"
            )
        )
        assert all(name.startswith(server.address) for name, _ in entries)
        assert sum(size for _, size in entries) <= 100_000
