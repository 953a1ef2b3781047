"""Writes a data set of small noisy images, as many as asked for: noise.py FOLDER COUNT CLASSES."""
import os
import sys

import numpy
from PIL import Image

root, count, classes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = numpy.random.default_rng(7)
tints = rng.integers(0, 200, (classes, 1, 1, 3))
for number in range(count):
    folder = f"{root}/class-{number % classes:04d}"
    if number < classes:
        os.makedirs(folder, exist_ok=True)
    pixels = tints[number % classes] + rng.integers(0, 56, (64, 64, 3))
    Image.fromarray(pixels.astype(numpy.uint8)).save(f"{folder}/{number:07d}.jpg", quality=85)
