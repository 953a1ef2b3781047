"""Pages in the languages that browsers ask for."""

import pytest
from conftest import chromium, screenshot
from pages import look_at, serious, text_event, verdict
from selenium.webdriver.common.by import By


@pytest.mark.parametrize(
    "language, question, link, part",
    [
        ("de", "Was zeigt dieses Foto?", "Das ist ein Link", "Ausschnitt ansehen"),
        ("fr", "Que montre cette photo ?", "C’est un lien", "Regarder une partie"),
        ("es", "¿Qué muestra esta foto?", "Eso es un enlace", "Mirar una parte"),
    ],
)
def test_pages_speak_it(server, photo, language, question, link, part):
    driver = chromium(language=language, width=390, height=844)
    try:
        driver.get(server.address)
        assert driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == language
        assert driver.find_element(By.ID, "question").text == question
        assert serious(driver) == []
        screenshot(driver, f"home-{language}")
        look_at(driver, photo)
        verdict(driver)
        assert driver.find_elements(By.XPATH, f"//button[normalize-space()='{part}']")
        for english in ("Try another", "Is this right", "Very sure", "It knows", "Save as"):
            assert english not in driver.find_element(By.TAG_NAME, "main").text
        # Nothing is wider than a phone, however long the words are.
        assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        assert serious(driver) == []
        screenshot(driver, f"answer-{language}")
        text_event(driver, "drop", "https://example.org/a.jpg")
        assert verdict(driver) == link
    finally:
        driver.quit()
