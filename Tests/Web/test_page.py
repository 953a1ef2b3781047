"""The page in a real Chromium."""

import base64
import json

import pytest
from axe_selenium_python import Axe
from conftest import Server, chromium, screenshot
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait


def wait(driver, condition, seconds=30):
    return WebDriverWait(driver, seconds, poll_frequency=0.1).until(condition)


def verdict(driver):
    return wait(driver, lambda d: d.find_element(By.ID, "verdict")).text


def serious(driver):
    axe = Axe(driver)
    axe.inject()
    faults = axe.run()["violations"]
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in faults if fault["impact"] in ("serious", "critical")]


def file_event(driver, kind, path):
    """Lets the page see a file dropped or pasted, as a person would bring it."""
    data = base64.b64encode(path.read_bytes()).decode()
    driver.execute_script(
        """
        const bytes = Uint8Array.from(atob(arguments[1]), (c) => c.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], "photo.jpg", {type: "image/jpeg"}));
        const event = arguments[0] === "drop"
          ? new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true})
          : new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true});
        document.getElementById("drop").dispatchEvent(event);
        """,
        kind,
        data,
    )


def test_upload_shows_a_preview_and_an_answer(browser, server, photo):
    browser.get(server.address)
    screenshot(browser, "home")
    browser.find_element(By.ID, "photo").send_keys(str(photo))
    assert verdict(browser)
    assert browser.find_element(By.ID, "preview").is_displayed()
    # The focus goes where the answer is, so that a screen reader reads it.
    assert browser.switch_to.active_element.get_attribute("id") == "verdict"
    bars = browser.find_elements(By.CSS_SELECTOR, ".bars li")
    assert len(bars) in (4, 5)
    screenshot(browser, "answer")


def test_what_it_looked_at_on_demand(browser, server, photo):
    browser.get(server.address)
    browser.find_element(By.ID, "photo").send_keys(str(photo))
    verdict(browser)
    overlay = browser.find_element(By.CSS_SELECTOR, ".overlay svg")
    assert overlay.value_of_css_property("opacity") == "0"
    browser.find_element(By.ID, "heat").click()
    wait(browser, lambda d: overlay.value_of_css_property("opacity") == "1")
    assert browser.find_element(By.CSS_SELECTOR, ".overlay img").get_property("naturalWidth") > 10
    screenshot(browser, "heatmap")
    assert serious(browser) == []


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_drop_and_paste(browser, server, photo, kind):
    browser.get(server.address)
    file_event(browser, kind, photo)
    assert verdict(browser)


def test_a_drop_that_is_no_file_is_said(browser, server):
    browser.get(server.address)
    browser.execute_script(
        "dispatchEvent(new DragEvent('drop', {dataTransfer: new DataTransfer(), bubbles: true, cancelable: true}))"
    )
    assert "no file" in browser.find_element(By.ID, "status").text


def test_large_photographs_are_shrunk_first(browser, server, large):
    browser.get(server.address)
    browser.execute_script(
        "const send = fetch; window.sent = 0;"
        "window.fetch = (where, what) => { window.sent = what.body.get('photo').size; return send(where, what); }"
    )
    browser.find_element(By.ID, "photo").send_keys(str(large))
    verdict(browser)
    sent = browser.execute_script("return window.sent")
    assert 0 < sent < large.stat().st_size / 2


def test_what_is_no_picture_is_said(browser, server, tmp_path):
    text = tmp_path / "notes.jpg"
    text.write_text("Dear diary, today I saw a dog.")
    browser.get(server.address)
    browser.find_element(By.ID, "photo").send_keys(str(text))
    assert "image" in verdict(browser).lower()
    screenshot(browser, "refused")
    assert serious(browser) == []


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
        driver.find_element(By.CSS_SELECTOR, ".feedback .second").click()
        wait(driver, lambda d: "Thank you" in d.title)
        screenshot(driver, "thanks")
    finally:
        driver.quit()


@pytest.mark.parametrize("dark", [False, True])
def test_phone(server, photo, dark):
    driver = chromium(dark=dark, width=375, height=740)
    name = "phone-dark" if dark else "phone"
    try:
        for path, kind in [("/", "home"), ("/classes", "index"), ("/api", "api")]:
            driver.get(server.address + path)
            width = driver.execute_script("return document.documentElement.scrollWidth")
            assert width <= 375, f"{path} scrolls sideways"
            assert serious(driver) == []
            if kind != "index":
                screenshot(driver, f"{name}-{kind}")
        driver.get(server.address)
        driver.find_element(By.ID, "photo").send_keys(str(photo))
        verdict(driver)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= 375
        assert serious(driver) == []
        screenshot(driver, f"{name}-answer")
    finally:
        driver.quit()


def test_dark_is_dark(server, photo):
    driver = chromium(dark=True)
    try:
        driver.get(server.address)
        colour = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert max(int(part) for part in colour[4:-1].split(",")) < 60
        driver.find_element(By.ID, "photo").send_keys(str(photo))
        verdict(driver)
        screenshot(driver, "dark-answer")
        assert serious(driver) == []
    finally:
        driver.quit()


def test_keyboard_only(browser, server, photo):
    browser.get(server.address)
    seen = []
    while "photo" not in seen and len(seen) < 10:
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        seen.append(active.get_attribute("id") or active.text or active.tag_name)
    assert seen == ["Skip to the content", "dogbreed", "All breeds", "API", "photo"]
    label = active.find_element(By.XPATH, "..")
    assert browser.execute_script("return getComputedStyle(arguments[0]).outlineStyle", label) == "solid"
    # The file chooser itself is the system's; a chosen file is looked at without another key.
    browser.switch_to.active_element.send_keys(str(photo))
    verdict(browser)
    for _ in range(3):
        browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.tag_name in ("a", "input")


def test_correction_is_kept_in_the_layout_that_training_reads(browser, server, photo, feedback):
    browser.get(server.address)
    before = set(feedback.glob("*/*"))
    browser.find_element(By.ID, "photo").send_keys(str(photo))
    verdict(browser)
    choice = Select(browser.find_element(By.ID, "correct"))
    choice.select_by_index(3)
    chosen = choice.first_selected_option.get_attribute("value")
    browser.find_element(By.CSS_SELECTOR, ".feedback .second").click()
    wait(browser, lambda d: "Thank you" in d.find_element(By.ID, "verdict").text)
    kept = set(feedback.glob("*/*")) - before
    assert [path.parent.name for path in kept] == [chosen]
    assert kept.pop().suffix == ".jpg"


def test_without_feedback_nothing_is_kept(photo):
    server = Server()
    driver = chromium()
    try:
        driver.get(server.address)
        assert "none is kept" in driver.find_element(By.TAG_NAME, "footer").text
        driver.find_element(By.ID, "photo").send_keys(str(photo))
        verdict(driver)
        assert not driver.find_elements(By.CLASS_NAME, "feedback")
    finally:
        driver.quit()
        assert server.stop() == 0


def test_index_and_search(browser, server):
    browser.get(server.address + "/classes")
    cards = [card for card in browser.find_elements(By.CSS_SELECTOR, "#cards li") if card.is_displayed()]
    assert len(cards) > 1
    screenshot(browser, "index")
    assert serious(browser) == []
    browser.find_element(By.ID, "q").send_keys("retriever")
    shown = [card for card in browser.find_elements(By.CSS_SELECTOR, "#cards li") if card.is_displayed()]
    assert 0 < len(shown) < len(cards)
    assert browser.find_element(By.ID, "count").text.startswith(str(len(shown)))
    shown[0].find_element(By.TAG_NAME, "a").click()
    assert "retriever" in browser.find_element(By.TAG_NAME, "h1").text.lower()
    screenshot(browser, "breed")
    assert serious(browser) == []


def test_errors_have_a_page(browser, server):
    browser.get(server.address + "/nowhere")
    assert "Not found" in browser.find_element(By.TAG_NAME, "h1").text
    screenshot(browser, "error")
    assert serious(browser) == []


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
