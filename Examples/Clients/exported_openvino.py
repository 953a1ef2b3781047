#!/usr/bin/env python3
"""What an image shows, by a model that `dogbreed model export --to openvino` wrote: exported_openvino.py MODEL.xml IMAGE

Needs openvino, numpy and Pillow, and nothing of this project.
"""

import json
import sys

import numpy
import openvino
from PIL import Image, ImageOps

model = openvino.Core().read_model(sys.argv[1])
classes = json.loads(model.get_rt_info(["dogbreed", "classes"]).astype(str))
# In 32-bit floats: in bf16, which OpenVINO chooses where the processor has it, the resizing goes wrong.
net = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
image = numpy.asarray(ImageOps.exif_transpose(Image.open(sys.argv[2])).convert("RGB"))
probabilities = net({"image": image})["probabilities"]
for place in probabilities.argsort()[::-1][:3]:
    print(f"{classes[place]['label']} {probabilities[place]:.1%}")
