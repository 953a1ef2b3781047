"""Every awkward file through every route that takes images: never a 5xx, and the next request is answered."""

import base64
import json
import os
import pathlib
import urllib.error
import urllib.request

import pytest
from conftest import PATIENCE, jpeg

ROOT = pathlib.Path(os.environ.get("DOGBREED_PHOTOGRAPHS", pathlib.Path(__file__).parents[3] / "shared/data"))
FILES = sorted(path for path in (ROOT / "awkward").glob("*") if path.name != "index.csv")


def post(address, body, content_type):
    request = urllib.request.Request(address, body, {"Content-Type": content_type})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.fixture(scope="module")
def model(server):
    return json.load(urllib.request.urlopen(server.address + "/api/v1/model"))["name"]


@pytest.mark.skipif(not FILES, reason="the awkward files aren't next to the checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_awkward_file(server, model, path):
    data = path.read_bytes()
    text = base64.b64encode(data).decode()
    form = b"--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"f\"\r\n\r\n" + data + b"\r\n--b--\r\n"
    statuses = {
        post(server.address + "/api/v1/predictions?explain=true&seen=true", data, "image/jpeg")[0],
        post(server.address + "/api/v1/predictions", form, "multipart/form-data; boundary=b")[0],
        post(server.address + "/", form, "multipart/form-data; boundary=b")[0],
        post(server.address + "/api/v1/predictions", json.dumps({"images": [{"data": text}]}).encode(), "application/json")[0],
        post(server.address + "/predict", json.dumps({"instances": [{"b64": text}]}).encode(), "application/json")[0],
        post(
            f"{server.address}/v2/models/{model}/infer",
            json.dumps({"inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": [text]}]}).encode(),
            "application/json",
        )[0],
    }
    # The same answer on every route, and a fault is the sender's.
    assert len(statuses) == 1
    assert statuses <= {200, 415, 422}
    assert post(server.address + "/api/v1/predictions", jpeg(), "image/jpeg")[0] == 200
