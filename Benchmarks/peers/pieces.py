"""What the parts of a prediction take with the libraries that people use for them; `dogbreed bench --peers` runs it.

    python pieces.py '{"images": FOLDER, "size": 260, "resize": "squash", "mean": [3], "std": [3], "nets": [NAME, …]}'

Prints one JSON object for each library: its images per second (decoding and resizing on one core, nets on all), or what is
missing. Decoding and resizing are medians over the images, each after a first round; nets are the best of batches of 1 and 32
in either layout of memory, with random weights, which take as long as any. Nothing is downloaded.
"""

import importlib.metadata
import io
import json
import pathlib
import re
import statistics
import sys
import time

DECLARED = []


def say(part, name, **figures):
    print(json.dumps({"part": part, "name": name, **figures}), flush=True)


def version(package):
    return importlib.metadata.version(package)


def per_second(work, images):
    """The median image's rate, on one core."""
    times = []
    for image in images[:3] + images:
        begun = time.perf_counter()
        work(image)
        times.append(time.perf_counter() - begun)
    return 1 / statistics.median(times[3:])


def decoded(data):
    from PIL import Image, ImageOps

    return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")


def pillow(asked, files):
    import numpy
    from PIL import Image, ImageOps

    size, bicubic = (asked["size"],) * 2, Image.Resampling.BICUBIC
    mean, std = (numpy.array(asked[name], numpy.float32) for name in ("mean", "std"))
    square = {
        "squash": lambda image: image.resize(size, bicubic),
        "crop": lambda image: ImageOps.fit(image, size, bicubic),
        "letterbox": lambda image: ImageOps.pad(image, size, bicubic),
    }[asked["resize"]]

    def planes(image):
        pixels = numpy.asarray(square(image), numpy.float32) / 255
        return numpy.ascontiguousarray(((pixels - mean) / std).transpose(2, 0, 1))

    name = f"Pillow {version('pillow')}"
    say("decode", name, rate=per_second(decoded, files))
    say("resize", name, rate=per_second(planes, [decoded(data) for data in files]))


def torchvision(asked, files):
    vision()
    from torchvision import transforms

    resize, bicubic = asked["resize"], transforms.InterpolationMode.BICUBIC
    if resize == "letterbox":
        raise ImportError("it has no letterbox")
    size = asked["size"]
    square = [transforms.Resize((size, size), bicubic)] if resize == "squash" else [transforms.Resize(size, bicubic), transforms.CenterCrop(size)]
    planes = transforms.Compose([*square, transforms.ToTensor(), transforms.Normalize(asked["mean"], asked["std"])])
    one_thread(lambda: say("resize", f"torchvision {version('torchvision')}", rate=per_second(planes, [decoded(data) for data in files])))


def one_thread(body):
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    body()
    torch.set_num_threads(threads)


def vision():
    """Imports torchvision, also where its compiled operators are of another PyTorch: then each has to be declared, and none is used."""
    for _ in range(50):
        try:
            import torchvision  # noqa: F401

            return
        except RuntimeError as error:
            missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
            if not missing:
                raise
            import torch

            for name in [name for name in sys.modules if name.startswith("torchvision")]:
                del sys.modules[name]
            DECLARED.append(torch.library.Library("torchvision", "FRAGMENT"))
            DECLARED[-1].define(f"{missing[1]}(Tensor input) -> Tensor")


def timm(asked, _):
    vision()
    import timm
    import torch

    torch.manual_seed(7)
    rates = []
    for net in asked["nets"]:
        plain = net.replace("-", "_")
        known = [name for name in (f"tf_{plain}", plain) if timm.is_model(name)]
        if not known:
            raise ImportError(f"it has no {net}")
        model = timm.create_model(known[0], pretrained=False).eval()
        best = 0
        with torch.inference_mode():
            for layout in (torch.contiguous_format, torch.channels_last):
                model = model.to(memory_format=layout)
                for batch in (1, 32):
                    images = torch.rand(batch, 3, asked["size"], asked["size"]).contiguous(memory_format=layout)
                    model(images)
                    begun, done = time.perf_counter(), 0
                    while time.perf_counter() - begun < 1.5:
                        model(images)
                        done += batch
                    best = max(best, done / (time.perf_counter() - begun))
        rates.append(best)
    say("net", f"timm {version('timm')}, PyTorch {version('torch')} in f32", rates=rates)


def flask(*_):
    """Only whether the server of flask_server.py can be run."""
    import flask  # noqa: F401
    import gunicorn  # noqa: F401
    import numpy  # noqa: F401
    import onnxruntime  # noqa: F401
    import PIL  # noqa: F401

    names = {"Flask": "flask", "gunicorn": "gunicorn", "Pillow": "pillow", "ONNX Runtime": "onnxruntime"}
    say("http", ", ".join(f"{name} {version(package)}" for name, package in names.items()) + " in f32")


def main():
    asked = json.loads(sys.argv[1])
    files = [path.read_bytes() for path in sorted(pathlib.Path(asked["images"]).iterdir())]
    for parts, name, measure in [
        (["decode", "resize"], "Pillow", pillow), (["resize"], "torchvision", torchvision),
        (["net"], "timm and PyTorch", timm), (["http"], "Flask, gunicorn, Pillow and ONNX Runtime", flask),
    ]:  # fmt: skip
        try:
            measure(asked, files)
        except (ImportError, RuntimeError, OSError, ValueError) as error:
            for part in parts:
                say(part, name, missing=str(error).splitlines()[0])


if __name__ == "__main__":
    main()
