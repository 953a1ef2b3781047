"""What tests do on a page, as a person would."""

import base64

from axe_selenium_python import Axe
from conftest import PATIENCE
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait


def wait(driver, condition, seconds=PATIENCE):
    return WebDriverWait(driver, seconds, poll_frequency=0.05).until(condition)


def verdict(driver):
    """The heading of the answer, once it is there and no photo is being looked at."""
    return wait(driver, lambda d: d.find_elements(By.CSS_SELECTOR, ".result:not(.working) #verdict"))[0].text


def look_at(driver, *photos):
    driver.find_element(By.ID, "photo").send_keys("\n".join(map(str, photos)))


def button(driver, label):
    return wait(driver, lambda d: d.find_elements(By.XPATH, f"//button[normalize-space()={label!r}]"))[0]


def serious(driver):
    """Everything that axe finds, whatever its impact."""
    axe = Axe(driver)
    axe.inject()
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in axe.run()["violations"]]


def in_view(driver, element):
    return driver.execute_script(
        "const box = arguments[0].getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight;", element
    )


def file_event(driver, kind, path):
    """Lets the page see a file dropped or pasted, as a person would bring it."""
    data = base64.b64encode(path.read_bytes()).decode()
    driver.execute_script(
        """
        const bytes = Uint8Array.from(atob(arguments[1]), (c) => c.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], "photo.jpg", {type: "image/jpeg"}));
        document.body.dispatchEvent(arguments[0] === "drop"
          ? new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true})
          : new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true}));
        """,
        kind,
        data,
    )


def text_event(driver, kind, text):
    """The same for text."""
    driver.execute_script(
        """
        const transfer = new DataTransfer();
        if (arguments[1]) transfer.setData("text/plain", arguments[1]);
        document.body.dispatchEvent(arguments[0] === "drop"
          ? new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true})
          : new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true}));
        """,
        kind,
        text,
    )
