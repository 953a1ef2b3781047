"""The same job the usual way: Flask, Pillow, ONNX Runtime in f32. Run by gunicorn with two workers.

MODEL names a model folder: `model.onnx` and the preprocessing of `model.json` (size, mean, deviation, resize). LOOKS is 1, or
2 for a second look at where the backbones' own classes find something, as the model folder takes it.
"""

import io
import json
import os
import pathlib
import struct

import numpy as np
import onnxruntime
from flask import Flask, jsonify, request
from PIL import Image, ImageOps, UnidentifiedImageError

FOLDER = pathlib.Path(os.environ["MODEL"])
DESCRIPTION = json.loads((FOLDER / "model.json").read_text())
PREPROCESSING = DESCRIPTION["preprocessing"]
SIZE = PREPROCESSING["size"]
MEAN = np.array(PREPROCESSING["mean"], np.float32)
DEVIATION = np.array(PREPROCESSING["deviation"], np.float32)
CLASSES = DESCRIPTION["classes"]
OUTPUT = os.environ.get("OUTPUT", "head")
LOOKS = int(os.environ.get("LOOKS", "1"))

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(os.environ.get("THREADS", "1"))
session = onnxruntime.InferenceSession(str(FOLDER / "model.onnx"), options, providers=["CPUExecutionProvider"])
INPUT = session.get_inputs()[0].name
app = Flask(__name__)


def own_classes():
    """The rows of the backbones' own classifiers, side by side."""
    data = (FOLDER / "weights.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    names = [b["name"] + "." for b in DESCRIPTION["backbones"]] if len(DESCRIPTION["backbones"]) > 1 else [""]
    rows = []
    for name in names:
        entry = header[f"{name}classifier.weight"]
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        rows.append(np.frombuffer(data[start:end], np.float32).reshape(entry["shape"]))
    return np.concatenate(rows, 1) / len(rows)


ROWS = own_classes() if LOOKS > 1 else None


def odds(logits):
    shifted = np.exp(logits - logits.max())
    return shifted / shifted.sum()


def planes(image):
    pixels = np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BICUBIC), np.float32) / 255
    return np.ascontiguousarray(((pixels - MEAN) / DEVIATION).transpose(2, 0, 1)[None])


def region(found, own):
    """The part of the image that the map finds, as fractions; None for all of it."""
    evidence = np.maximum(np.tensordot(odds(own) @ ROWS, found, 1), 0)
    fine = np.asarray(Image.fromarray(evidence).resize((4 * evidence.shape[1], 4 * evidence.shape[0]), Image.Resampling.BILINEAR))
    rows, columns = np.nonzero(fine >= DESCRIPTION["looks"]["threshold"] * fine.max())
    if not len(rows):
        return None
    box = []
    for places, count in [(columns, fine.shape[1]), (rows, fine.shape[0])]:
        first, last = places.min() / count, (places.max() + 1) / count
        grown = DESCRIPTION["looks"]["margin"] * (last - first)
        box.append((max(0, first - grown), min(1, last + grown)))
    return None if box == [(0, 1), (0, 1)] else box


def answer(image):
    if LOOKS == 1:
        return session.run([OUTPUT], {INPUT: planes(image)})[0][0]
    first, own, found = (output[0] for output in session.run([OUTPUT, "logits", "map"], {INPUT: planes(image)}))
    box = region(found, own)
    if box is None:
        return first
    (left, right), (top, bottom) = box
    closer = image.crop((round(left * image.width), round(top * image.height), round(right * image.width), round(bottom * image.height)))
    return (first + session.run([OUTPUT], {INPUT: planes(closer)})[0][0]) / 2


@app.get("/readyz")
def ready():
    return jsonify(status="ready")


@app.post("/api/v1/predictions")
def predict():
    try:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(request.get_data()))).convert("RGB")
    except (UnidentifiedImageError, OSError):
        return jsonify(error="not an image"), 415
    found = odds(answer(image))
    best = np.argsort(-found)[:5]
    return jsonify(results=[{"predictions": [{"id": CLASSES[i]["id"], "probability": float(found[i])} for i in best]}])
