"""What `hostile.py` puts to the program: bodies, model folders, weights and archives that must not get far."""

import gzip
import hashlib
import io
import json
import os
import shutil
import struct
import tarfile
import zipfile

import confined
import hostile_images

MEGABYTES = 31 << 20


def bodies():
    """Name, type and bytes of each body."""
    yield from confined.bodies()
    yield from hostile_images.bodies()
    yield "JSON, 2.8 million images", "application/json", b'{"images":[' + b'{"data":""},' * (MEGABYTES // 12) + b'{"data":""}]}'
    yield "JSON, digits", "application/json", b'{"images":[],"x":' + b"9" * MEGABYTES + b"}"
    yield "JSON, nested", "application/json", b"[" * MEGABYTES
    yield "JSON, keys", "application/json", b'{"images":[]' + b"".join(b',"%x":1' % key for key in range(MEGABYTES // 12)) + b"}"
    image = progressive()
    if image:
        yield "JPEG, progressive", "image/jpeg", image
        yield "JPEG, 480 scans", "image/jpeg", with_scans(image, 480)


def progressive():
    """A progressive JPEG of 100 megapixels; nothing without Pillow."""
    try:
        from PIL import Image
    except ImportError:
        return None
    out = io.BytesIO()
    Image.new("RGB", (10_000, 10_000), (120, 130, 90)).save(out, "JPEG", progressive=True, quality=50)
    return out.getvalue()


def with_scans(jpeg, count):
    """The file with one of its scans of the luma repeated."""
    parts, place = [], 2
    while jpeg[place + 1] != 0xD9:
        end = place + 2 + struct.unpack(">H", jpeg[place + 2 : place + 4])[0]
        if jpeg[place + 1] == 0xDA:
            while not (jpeg[end] == 0xFF and jpeg[end + 1] and not 0xD0 <= jpeg[end + 1] <= 0xD7):
                end += 1
        parts.append(jpeg[place:end])
        place = end
    scans = [index for index, part in enumerate(parts) if part[1] == 0xDA and part[4] == 1 and part[5] == 1]
    chosen = min(scans, key=lambda index: len(parts[index]))
    tables = b"".join(part for part in parts[max(0, chosen - 1) : chosen] if part[1] == 0xC4)
    return jpeg[:2] + b"".join(parts) + tables + parts[chosen] * count + b"\xff\xd9"


def sealed(folder, description):
    """Writes `model.json` with the hashes of the files that are there, and its own."""
    for name in description["files"]:
        if (folder / name).exists():
            description["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    description["seal"] = "0" * 64
    text = json.dumps(description, sort_keys=True, indent=1, separators=(",", " : "), ensure_ascii=False) + "\n"
    seal = hashlib.sha256(text.encode()).hexdigest()
    (folder / "model.json").write_text(text.replace('"seal" : "' + "0" * 64, '"seal" : "' + seal))


def models(source, into):
    """Folders with right seals and wrong contents; the first is as good as its source."""

    def answers(folder, change):
        place = folder / "golden/answers.json"
        found = json.loads(place.read_text())
        change(found)
        place.write_text(json.dumps(found))

    def last_weight(folder):
        with open(folder / "weights.safetensors", "r+b") as file:
            file.seek(-4, os.SEEK_END)
            file.write(struct.pack("<f", float("nan")))

    def elsewhere(folder):
        place = folder / "model.onnx"
        place.write_bytes(place.read_bytes().replace(b"weights.safetensors", b"../../outside/w.sft"))

    changes = {
        "the same": lambda model, folder: None,
        "fewer classes": lambda model, folder: model.update(classes=model["classes"][:3]),
        "more classes": lambda model, folder: model["classes"].extend({"id": f"x{n}", "label": "x"} for n in range(50)),
        "no golden answers": lambda model, folder: answers(folder, lambda found: found.update(answers=[])),
        "a golden image outside": lambda model, folder: answers(
            folder, lambda found: found["answers"][0].update(picture="../../../../../../etc/passwd")),
        "golden files without a hash": lambda model, folder: model.update(
            files={name: value for name, value in model["files"].items() if not name.startswith("golden")}),
        "temperature 1e-300": lambda model, folder: model.update(temperatures=[1e-300] * len(model["temperatures"])),
        "std 1e-38": lambda model, folder: model["preprocessing"].update(std=[1e-38] * 3, deviation=[1e-38] * 3),
        "presence of classes that aren't there": lambda model, folder: model["verdict"].update(
            presence={"classes": [999_999, -5], "threshold": 0.5}),
        "a weight that isn't a number": lambda model, folder: last_weight(folder),
        "weights outside": lambda model, folder: elsewhere(folder),
        "a graph of noise": lambda model, folder: (folder / "model.onnx").write_bytes(b"\x08\x07" + bytes(range(256)) * 8),
    }  # fmt: skip
    for name, change in changes.items():
        folder = into / name.replace(" ", "-")
        shutil.copytree(source, folder)
        description = json.loads((folder / "model.json").read_text())
        try:
            change(description, folder)
        except KeyError:
            shutil.rmtree(folder)
            continue
        sealed(folder, description)
        yield name, folder


def pickle_bomb():
    """A .pth of some 600 kB whose ordered dictionaries hold 600 million pairs."""
    pairs = 300_000
    program = b"\x80\x02ccollections\nOrderedDict\nq\x00K\x01K\x02\x86q\x01]q\x02(" + b"h\x01" * pairs + b"e" + b"h\x00h\x02\x85R" * 2000 + b"."
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in {"data.pkl": program, "byteorder": b"little", "data/0": bytes(16)}.items():
            file.writestr(f"archive/{name}", content)
    return out.getvalue()


def folders_bomb():
    """A compressed tar whose names would make millions of folders."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as file:
        for number in range(10_000):
            entry = tarfile.TarInfo(f"{number}/" + "a/" * 30)
            entry.type = tarfile.DIRTYPE
            file.addfile(entry)
    return gzip.compress(out.getvalue())
