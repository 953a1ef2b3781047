"""What the pages weigh and how soon they are there. Run by Benchmarks/page."""

import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

from conftest import Server, chromium
from fruit import photo
from pages import look_at, verdict
from random import Random

RUNS = 5


def loaded(driver, address):
    """Requests, bytes and milliseconds to first paint of a page that nothing of is cached."""
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    driver.get(address)
    return driver.execute_async_script(
        """
        const done = arguments[0];
        const tell = () => {
          const paint = performance.getEntriesByName("first-contentful-paint")[0];
          if (!paint) return setTimeout(tell, 20);
          const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
          done([all.length, all.reduce((sum, one) => sum + one.transferSize, 0), paint.startTime]);
        };
        tell();
        """
    )


def answered(driver, address, file):
    """Seconds from choosing a photo to its answer."""
    driver.get(address)
    begun = time.monotonic()
    look_at(driver, file)
    verdict(driver)
    return time.monotonic() - begun


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        image = photo("apple", Random(3))
        image.resize((500, 375)).save(folder / "500×375.jpg", quality=90)
        image.resize((4032, 3024)).save(folder / "12 megapixels.jpg", quality=92)
        photos = [folder / "500×375.jpg", folder / "12 megapixels.jpg"]
        if shutil.which("heif-enc"):
            photos.append(folder / "12 megapixels.heic")
            subprocess.run(["heif-enc", "-q", "60", photos[1], "-o", photos[2]], check=True, capture_output=True)
        server = Server()
        driver = chromium()
        try:
            print("page        requests   bytes   first paint, ms")
            for path in ("/", "/classes", "/api"):
                runs = [loaded(driver, server.address + path) for _ in range(RUNS)]
                requests, size, paint = (statistics.median(values) for values in zip(*runs))
                print(f"{path:10} {requests:9.0f} {size:7.0f} {paint:17.0f}")
            print("from choosing a photo to its answer, s")
            for file in photos:
                answered(driver, server.address, file)
                print(f"{file.name:22} {file.stat().st_size:9} bytes {statistics.median(answered(driver, server.address, file) for _ in range(RUNS)):6.2f}")
        finally:
            driver.quit()
            server.stop()


if __name__ == "__main__":
    main()
