"""What can be done with an answer: correct it, look at a part, keep it, go back to it; several photos at once."""

import pytest
from conftest import screenshot
from pages import button, look_at, serious, verdict, wait
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys


@pytest.fixture
def card(browser, server, photo):
    browser.get(server.address)
    look_at(browser, photo)
    verdict(browser)
    return browser


def kept(feedback):
    return set(feedback.glob("*/*.jpg")) | set(feedback.glob(".*/*.jpg"))


def kept_by_name(feedback):
    return set(feedback.glob(".another/*/*.jpg"))


def test_a_correction_is_kept_and_taken_back(card, feedback):
    before = kept(feedback)
    assert not card.find_elements(By.CSS_SELECTOR, "select, .feedback :checked")
    chosen = card.find_elements(By.CSS_SELECTOR, ".bars li")[0].get_attribute("data-id")
    card.find_element(By.CSS_SELECTOR, f".feedback button[value='={chosen}']").click()
    wait(card, lambda d: d.find_elements(By.CLASS_NAME, "thanks"))
    new = kept(feedback) - before
    assert [path.parent.name for path in new] == [chosen] and new.pop().suffix == ".jpg"
    # The answer stays where it is, and so does the way back.
    assert card.find_element(By.CSS_SELECTOR, ".bars li").is_displayed()
    screenshot(card, "kept")
    assert serious(card) == []
    button(card, "Undo").click()
    wait(card, lambda d: d.find_element(By.CLASS_NAME, "asked").is_displayed())
    assert kept(feedback) == before
    button(card, "I don't know").click()
    wait(card, lambda d: d.find_elements(By.CLASS_NAME, "thanks"))
    assert [path.parent.name for path in kept(feedback) - before] == [".unknown"]


def test_a_typed_name_is_found_and_a_wrong_one_is_said(card, feedback):
    before = kept(feedback)
    field = card.find_element(By.ID, "correct")
    field.send_keys("no such name", Keys.ENTER)
    wait(card, lambda d: "choose one of the list" in d.find_element(By.CLASS_NAME, "said").text)
    assert kept(feedback) == before
    options = card.find_elements(By.CSS_SELECTOR, "#classes option")
    assert len(options) > 1
    name = options[1].get_attribute("value")
    field.clear()
    field.send_keys(name.upper(), Keys.ENTER)
    wait(card, lambda d: name in d.find_element(By.CLASS_NAME, "thanks").text)
    assert len(kept(feedback) - before) == 1


def test_a_class_that_it_does_not_know_is_kept_by_name(card, feedback):
    before = kept_by_name(feedback)
    field = card.find_element(By.ID, "correct")
    # The key that sends a name means a class of the list: a slip of the fingers names no class.
    field.send_keys("Löwen/chen?", Keys.ENTER)
    wait(card, lambda d: "choose one of the list" in d.find_element(By.CLASS_NAME, "said").text)
    assert kept_by_name(feedback) == before
    button(card, "It doesn't know this breed").click()
    wait(card, lambda d: "Löwen chen" in d.find_element(By.CLASS_NAME, "thanks").text)
    new = kept_by_name(feedback) - before
    assert [path.parent.name for path in new] == ["Löwen chen"]
    screenshot(card, "named")
    assert serious(card) == []
    button(card, "Undo").click()
    wait(card, lambda d: d.find_element(By.CLASS_NAME, "asked").is_displayed())
    assert kept_by_name(feedback) == before


def test_a_part_can_be_asked_for(card):
    size = "const image = document.querySelector('.stage img'); return image.naturalWidth * image.naturalHeight"
    whole = card.execute_script(size)
    button(card, "Look at a part").click()
    box = card.find_element(By.CLASS_NAME, "crop")
    assert card.switch_to.active_element == box
    before = box.rect
    box.send_keys(Keys.ARROW_RIGHT, Keys.SHIFT + Keys.ARROW_UP)
    assert box.rect["x"] > before["x"] and box.rect["height"] < before["height"]
    ActionChains(card).drag_and_drop_by_offset(box, -20, 10).perform()
    screenshot(card, "crop")
    assert serious(card) == []
    button(card, "Cancel").click()
    assert not card.find_elements(By.CLASS_NAME, "crop")
    button(card, "Look at a part").click()
    button(card, "Look at this part").click()
    wait(card, lambda d: not d.find_elements(By.CLASS_NAME, "crop"))
    verdict(card)
    assert card.execute_script(size) < whole


def test_an_answer_survives_reload_and_going_back(card, server):
    said = verdict(card)
    card.refresh()
    assert verdict(card) == said
    card.find_element(By.CSS_SELECTOR, ".bars a").click()
    wait(card, lambda d: "/classes/" in d.current_url)
    card.back()
    assert verdict(card) == said
    # Whoever opens the page, or asks for another photo, starts again.
    card.get(server.address)
    assert not card.find_elements(By.ID, "verdict")


def test_another_photo_from_the_card(card):
    card.find_element(By.CLASS_NAME, "again").click()
    assert not card.find_elements(By.ID, "verdict")
    assert card.find_element(By.ID, "look").is_displayed()
    card.refresh()
    assert not card.find_elements(By.ID, "verdict")


def test_an_answer_is_saved_as_an_image(card):
    sizes = card.execute_async_script(
        """
        const done = arguments[0];
        drawn(document.querySelector("section.result")).then(createImageBitmap).then((image) => done([image.width, image.height]));
        """
    )
    assert sizes[0] == 900 and sizes[1] > 300


def test_several_photos_become_a_list(browser, server, photo, large, tmp_path):
    text = tmp_path / "=notes.jpg"
    text.write_text("Dear diary")
    browser.get(server.address)
    look_at(browser, photo, text, large)
    button(browser, "Download as CSV")
    rows = browser.find_elements(By.CSS_SELECTOR, ".answers li")
    assert [row.find_element(By.CLASS_NAME, "file").text for row in rows] == [photo.name, text.name, large.name]
    assert "can't read this file" in rows[1].text
    assert len(browser.find_elements(By.CSS_SELECTOR, ".thumb img")) == 2
    screenshot(browser, "list")
    assert serious(browser) == []
    lines = browser.execute_async_script(
        """
        const done = arguments[0];
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then(done); return make.call(URL, blob); };
        [...document.querySelectorAll("button")].find((one) => one.textContent === "Download as CSV").click();
        """
    ).splitlines()
    assert len(lines) == 4 and lines[0].lstrip("\ufeff").startswith("file,verdict,class,probability")
    # A spreadsheet takes no name for a formula.
    assert lines[2].startswith("'=notes.jpg,,,") and lines[1].split(",")[2]
    button(browser, "Open").click()
    assert browser.find_element(By.CSS_SELECTOR, ".bars li").is_displayed()
    button(browser, "Back to the list").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, ".answers li")) == 3
    browser.refresh()
    assert len(wait(browser, lambda d: d.find_elements(By.XPATH, "//button[.='Open']"))) == 2
