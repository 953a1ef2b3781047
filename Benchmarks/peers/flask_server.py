"""The same job the usual way: Flask, Pillow, ONNX Runtime in f32. Run by gunicorn with two workers.

MODEL names a model folder: `model.onnx` and the preprocessing of `model.json` (size, mean, deviation, resize).
"""

import io
import json
import os
import pathlib

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

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(os.environ.get("THREADS", "1"))
session = onnxruntime.InferenceSession(str(FOLDER / "model.onnx"), options, providers=["CPUExecutionProvider"])
INPUT = session.get_inputs()[0].name
app = Flask(__name__)


@app.get("/readyz")
def ready():
    return jsonify(status="ready")


@app.post("/api/v1/predictions")
def predict():
    try:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(request.get_data()))).convert("RGB")
    except (UnidentifiedImageError, OSError):
        return jsonify(error="not an image"), 415
    pixels = np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BICUBIC), np.float32) / 255
    planes = ((pixels - MEAN) / DEVIATION).transpose(2, 0, 1)[None]
    logits = session.run([OUTPUT], {INPUT: np.ascontiguousarray(planes)})[0][0]
    odds = np.exp(logits - logits.max())
    odds /= odds.sum()
    best = np.argsort(-odds)[:5]
    return jsonify(results=[{"predictions": [{"id": CLASSES[i]["id"], "probability": float(odds[i])} for i in best]}])
