"""The photos that a model brings along to be tried."""

import os
import pathlib
import shutil
import subprocess

import pytest
from conftest import COMMAND, Server, chromium, screenshot
from pages import serious, verdict, wait
from selenium.webdriver.common.by import By

SHIPPED = pathlib.Path(os.environ.get("DOGBREED_MODEL", pathlib.Path(__file__).parents[2] / ".deps/models/stanford-dogs"))


@pytest.fixture(scope="module")
def samples(tmp_path_factory, photo):
    """A server of the shipped model with a photo to try."""
    if not SHIPPED.is_dir():
        pytest.skip("the shipped model isn't assembled")
    model = tmp_path_factory.mktemp("models") / "with-samples"
    shutil.copytree(SHIPPED, model)
    subprocess.run([*COMMAND[:-1], "model", "words", str(model), "--sample", str(photo)], check=True, capture_output=True)
    server = Server("--model", str(model))
    yield server
    assert server.stop() == 0


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_sample_is_one_click_away(samples, script, width):
    driver = chromium(width=width, script=script)
    try:
        driver.get(samples.address)
        image = driver.find_element(By.CSS_SELECTOR, "#samples img")
        wait(driver, lambda d: int(image.get_property("naturalWidth")) > 0 if script else image.is_displayed())
        screenshot(driver, f"samples-{width}")
        if script:
            assert serious(driver) == []
        image.click()
        assert verdict(driver)
        assert not driver.find_elements(By.CSS_SELECTOR, "#samples") or not driver.find_element(By.ID, "samples").is_displayed()
    finally:
        driver.quit()
