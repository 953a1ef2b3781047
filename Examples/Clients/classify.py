#!/usr/bin/env python3
"""What images show, by a server that runs: classify.py IMAGE…

DOGBREED_URL is the server's address, http://127.0.0.1:8080 by default; DOGBREED_KEY a key, where the server wants one.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request


def classify(image, top=3, tries=5):
    """The server's answer to an image's bytes; waits and asks again while the server is busy."""
    url = os.environ.get("DOGBREED_URL", "http://127.0.0.1:8080") + f"/api/v1/predictions?top={top}"
    headers = {"Content-Type": "application/octet-stream"}
    if key := os.environ.get("DOGBREED_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, image, headers), timeout=60) as response:
                return json.load(response)["results"][0]
        except urllib.error.HTTPError as error:
            tries -= 1
            if error.code in (429, 503) and tries:
                time.sleep(float(error.headers.get("Retry-After", 1)))
                continue
            raise SystemExit(json.load(error)["detail"]) from None


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            answer = classify(file.read())
        classes = ", ".join(f"{each['label']} {each['probability']:.1%}" for each in answer["predictions"])
        print(f"{name}: {answer['verdict']}; {classes}")
