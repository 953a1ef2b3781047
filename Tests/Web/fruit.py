"""Made-up photos of fruit, one folder per kind: something to train on, to try and to show that nobody holds rights in.

    fruit.py FOLDER [--each N] [--seed N]
"""

import argparse
import math
import pathlib
import random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

WIDTH, HEIGHT = 800, 600
COLOURS = {
    "apple": [(196, 38, 40), (176, 30, 44), (122, 164, 60)],
    "banana": [(240, 206, 70), (226, 188, 60)],
    "lemon": [(246, 224, 74), (236, 210, 60)],
    "orange": [(240, 140, 30), (228, 122, 24)],
    "plum": [(92, 44, 110), (72, 36, 92), (110, 50, 90)],
}


def table(draw):
    """A wooden table in daylight."""
    wood = draw.choice([(190, 150, 108), (164, 122, 86), (206, 176, 140), (214, 206, 196)])
    image = Image.new("RGB", (WIDTH, HEIGHT), wood)
    pen = ImageDraw.Draw(image)
    for _ in range(160):
        y, shade = draw.uniform(0, HEIGHT), draw.randint(-16, 12)
        bend = draw.uniform(2, 12)
        colour = tuple(max(0, min(255, value + shade)) for value in wood)
        points = [(x, y + bend * math.sin(x / draw.uniform(140, 190))) for x in range(0, WIDTH + 40, 40)]
        pen.line(points, fill=colour, width=draw.randint(1, 5))
    light = Image.radial_gradient("L").resize((WIDTH * 2, HEIGHT * 2))
    corner = (draw.randint(0, WIDTH), draw.randint(0, HEIGHT))
    light = ImageChops.invert(light.crop((*corner, corner[0] + WIDTH, corner[1] + HEIGHT)))
    bright = ImageEnhance.Brightness(image.filter(ImageFilter.GaussianBlur(1.2)))
    return Image.composite(bright.enhance(1.12), bright.enhance(0.72), light)


def shape(kind, side):
    """The outline of a fruit as a mask."""
    mask = Image.new("L", (side, side))
    pen = ImageDraw.Draw(mask)
    box = lambda left, top, right, bottom: [left * side, top * side, right * side, bottom * side]
    if kind == "banana":
        pen.ellipse(box(0.05, -0.25, 0.95, 0.8), fill=255)
        pen.ellipse(box(0.1, -0.55, 0.9, 0.55), fill=0)
    elif kind == "lemon":
        pen.ellipse(box(0.14, 0.24, 0.86, 0.76), fill=255)
        pen.ellipse(box(0.05, 0.41, 0.3, 0.59), fill=255)
        pen.ellipse(box(0.7, 0.41, 0.95, 0.59), fill=255)
    elif kind == "plum":
        pen.ellipse(box(0.22, 0.14, 0.78, 0.86), fill=255)
    elif kind == "apple":
        pen.ellipse(box(0.1, 0.18, 0.62, 0.86), fill=255)
        pen.ellipse(box(0.38, 0.18, 0.9, 0.86), fill=255)
    else:
        pen.ellipse(box(0.12, 0.12, 0.88, 0.88), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(side / 90)).point(lambda value: 255 if value > 128 else 0)


def fruit(kind, draw, side):
    """A fruit with its own light and shade, on nothing."""
    mask = shape(kind, side)
    base = tuple(max(0, min(255, value + draw.randint(-10, 10))) for value in draw.choice(COLOURS[kind]))
    body = Image.new("RGB", (side, side), base)
    pen = ImageDraw.Draw(body)
    if kind in ("orange", "lemon"):
        for _ in range(900):
            x, y, size = draw.uniform(0, side), draw.uniform(0, side), draw.uniform(0.8, 2.2)
            pen.ellipse([x, y, x + size, y + size], fill=tuple(max(0, value - 22) for value in base))
    if kind == "apple":
        for _ in range(240):
            x = draw.gauss(side / 2, side / 6)
            pen.line([(x, draw.uniform(0.2, 0.5) * side), (x + draw.uniform(-8, 8), draw.uniform(0.5, 0.9) * side)], fill=tuple(min(255, value + draw.randint(-14, 26)) for value in base), width=2)
        body = body.filter(ImageFilter.GaussianBlur(1.5))
    if kind == "plum":
        pen.arc([side * 0.36, side * 0.1, side * 0.9, side * 0.9], 120, 240, fill=tuple(value // 2 for value in base), width=side // 60)
        body = body.filter(ImageFilter.GaussianBlur(2))
    round_ = Image.radial_gradient("L").resize((int(side * 1.7), int(side * 1.7)))
    left, top = int(side * 0.5), int(side * 0.55)
    shade = round_.crop((left, top, left + side, top + side)).filter(ImageFilter.GaussianBlur(4))
    dark = ImageEnhance.Brightness(body).enhance(0.38)
    body = Image.composite(dark, body, shade.point(lambda value: min(255, int(value * 1.35))))
    gloss = Image.new("L", (side, side))
    ImageDraw.Draw(gloss).ellipse([side * 0.26, side * 0.26, side * 0.42, side * 0.38], fill=150 if kind != "plum" else 90)
    if kind == "banana":
        gloss = Image.new("L", (side, side))
        ImageDraw.Draw(gloss).arc([side * 0.12, -side * 0.3, side * 0.88, side * 0.68], 40, 120, fill=110, width=side // 40)
    body.paste((255, 255, 250), mask=gloss.filter(ImageFilter.GaussianBlur(side / 30)))
    body.putalpha(mask.filter(ImageFilter.GaussianBlur(1.2)))
    pen = ImageDraw.Draw(body)
    if kind == "apple":
        pen.line([(side * 0.5, side * 0.27), (side * 0.53, side * 0.1)], fill=(84, 58, 34, 255), width=side // 36)
        pen.ellipse([side * 0.54, side * 0.08, side * 0.74, side * 0.17], fill=(84, 128, 52, 255))
    if kind == "banana":
        pen.ellipse([side * 0.05, side * 0.26, side * 0.1, side * 0.32], fill=(92, 70, 40, 255))
        pen.ellipse([side * 0.89, side * 0.26, side * 0.95, side * 0.32], fill=(92, 70, 40, 255))
    if kind == "orange":
        pen.ellipse([side * 0.47, side * 0.2, side * 0.52, side * 0.24], fill=(96, 110, 50, 255))
    return body


def photo(kind, draw):
    image = table(draw)
    side = draw.randint(300, 440)
    thing = fruit(kind, draw, side).rotate(draw.uniform(-35, 35), resample=Image.BICUBIC, expand=True)
    place = (draw.randint(20, max(21, WIDTH - thing.width - 20)), draw.randint(10, max(11, HEIGHT - thing.height - 30)))
    shadow = Image.new("L", image.size)
    shadow.paste(thing.getchannel("A"), (place[0] + 26, place[1] + 34))
    image = Image.composite(ImageEnhance.Brightness(image).enhance(0.5), image, shadow.filter(ImageFilter.GaussianBlur(16)).point(lambda value: int(value * 0.8)))
    image.paste(thing, place, thing)
    grain = Image.effect_noise(image.size, draw.uniform(4, 10)).convert("RGB")
    return ImageChops.overlay(image, Image.blend(Image.new("RGB", image.size, (128, 128, 128)), grain, 0.5))


def write(folder, each, seed):
    draw = random.Random(seed)
    for kind in COLOURS:
        place = pathlib.Path(folder, kind)
        place.mkdir(parents=True, exist_ok=True)
        for number in range(each):
            photo(kind, draw).save(place / f"{number + 1:02}.jpg", quality=90)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--each", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write(asked.folder, asked.each, asked.seed)
