#!/usr/bin/env python3
"""What an image shows, by a model that `dogbreed model export --to onnx` wrote: exported.py MODEL.onnx IMAGE

Needs onnxruntime, numpy and Pillow, and nothing of this project.
"""

import json
import sys

import numpy
import onnxruntime
from PIL import Image, ImageOps

net = onnxruntime.InferenceSession(sys.argv[1])
image = numpy.asarray(ImageOps.exif_transpose(Image.open(sys.argv[2])).convert("RGB"))
probabilities = net.run(["probabilities"], {"image": image})[0]
classes = json.loads(net.get_modelmeta().custom_metadata_map["classes"])
for place in probabilities.argsort()[::-1][:3]:
    print(f"{classes[place]['label']} {probabilities[place]:.1%}")
