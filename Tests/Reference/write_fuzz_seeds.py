#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets: Tests/Reference/write_fuzz_seeds.py Tests/FuzzTests/Corpus

Needs Pillow 13 (the reference Python of script/test). Small, drawn, and the same every time: files named
seed-* alone are written; findings (crash-*, timeout-*, oom-*) stay.
"""
import gzip, io, json, pathlib, pickle, struct, sys, tarfile, zipfile, zlib
from PIL import Image, ImageCms

out = pathlib.Path(sys.argv[1])


def seed(target, name, data):
    folder = out / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"seed-{name}").write_bytes(data)


def drawing(width, height, mode="RGB"):
    image = Image.new("RGB", (width, height))
    image.putdata([(x * 37 % 256, y * 53 % 256, (x + y) * 29 % 256) for y in range(height) for x in range(width)])
    return image.convert(mode)


def colour_profile(spaces, tags):
    """A display's ICC profile (ICC.1:2022, 7): colour spaces of eight letters, and tags with their data."""
    start, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, content in tags:
        table += name + struct.pack(">2I", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(">I", start + len(body)) + bytes(4) + b"\4\x30\0\0mntr" + spaces
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    return (header + struct.pack(">3i", 63190, 65536, 54061)).ljust(128, b"\0") + table + body


def images():
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The date of its making.
    profile[24:36] = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    profile = bytes(profile)
    exif = Image.Exif()
    exif[0x0112] = 6
    kinds = [("plain.jpg", "JPEG", "RGB", {}), ("progressive.jpg", "JPEG", "RGB", {"progressive": True}),
             ("gray.jpg", "JPEG", "L", {}), ("cmyk.jpg", "JPEG", "CMYK", {}),
             ("turned.jpg", "JPEG", "RGB", {"exif": exif.tobytes(), "icc_profile": profile}),
             ("plain.png", "PNG", "RGB", {}), ("palette.png", "PNG", "P", {"transparency": 3}), ("alpha.png", "PNG", "RGBA", {}),
             ("plain.gif", "GIF", "P", {}), ("lossy.webp", "WEBP", "RGB", {}), ("lossless.webp", "WEBP", "RGBA", {"lossless": True}),
             ("plain.tif", "TIFF", "RGB", {}), ("lzw.tif", "TIFF", "RGB", {"compression": "tiff_lzw"}),
             ("plain.avif", "AVIF", "RGB", {"quality": 30})]
    for name, kind, mode, options in kinds:
        buffer = io.BytesIO()
        drawing(17, 13, mode).save(buffer, kind, **options)
        for target in ("header", "image"): seed(target, name, buffer.getvalue())
    frames = io.BytesIO()
    drawing(9, 9, "P").save(frames, "GIF", save_all=True, append_images=[drawing(9, 9, "P").rotate(90)])
    for target in ("header", "image"): seed(target, "moving.gif", frames.getvalue())
    heic = (pathlib.Path(__file__).parent.parent / "ImagingTests/Files/two-colours.heic").read_bytes()
    for target in ("header", "image"): seed(target, "two-colours.heic", heic)
    seed("exif", "turned", exif.tobytes().removeprefix(b"Exif\0\0"))
    seed("exif", "big", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0")
    seed("icc", "srgb", profile)
    numbers = lambda *values: b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))
    gamma = b"curv\0\0\0\0\0\0\0\1\2\x33\0\0"
    matrix = b"matf\0\0\0\0" + struct.pack(">HH12f", 3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
    steps = b"mpet\0\0\0\0" + struct.pack(">HHI4I", 3, 3, 2, 32, len(matrix), 32, len(matrix)) + matrix
    table = b"mft1\0\0\0\0\3\3\2\0" + struct.pack(">9i", *(65536 * (n % 4 == 0) for n in range(9)))
    table += bytes(range(256)) * 3 + bytes(range(0, 240, 10)) + bytes(range(256)) * 3
    colours = [(b"rXYZ", numbers(0.61, 0.31, 0.02)), (b"gXYZ", numbers(0.21, 0.63, 0.06)), (b"bXYZ", numbers(0.15, 0.06, 0.74)),
               (b"rTRC", gamma), (b"gTRC", gamma), (b"bTRC", gamma), (b"wtpt", numbers(0.9642, 1, 0.8249))]
    seed("icc", "steps", colour_profile(b"RGB XYZ ", colours + [(b"D2B1", steps)]))
    seed("icc", "table", colour_profile(b"RGB Lab ", [(b"A2B0", table), (b"wtpt", numbers(0.9642, 1, 0.8249))]))
    seed("icc", "gray", colour_profile(b"GRAYXYZ ", [(b"kTRC", gamma), (b"wtpt", numbers(0.9642, 1, 0.8249))]))


def weights():
    header = json.dumps({"__metadata__": {"by": "seed"}, "a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
                         "b": {"dtype": "BF16", "shape": [3], "data_offsets": [16, 22]}}).encode()
    seed("safetensors", "two", struct.pack("<Q", len(header)) + header + bytes(range(22)))
    seed("safetensors", "empty", struct.pack("<Q", 2) + b"{}")
    for protocol in (2, 4):
        seed("pickle", f"protocol{protocol}",
             pickle.dumps({"a": [1, -2, 3.5, None, True], "b": ("text", b"bytes" if protocol > 2 else "x", 1 << 70)}, protocol))
    data = pathlib.Path(__file__).parent.parent / "WeightsTests/Data"
    for file in sorted(data.glob("*.pth")): seed("pth", file.name, file.read_bytes())


def archives():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in [("a/1.txt", b"one"), ("a/" + "long" * 40 + ".txt", b"two"), ("b/é.txt", b"")]:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    tar = buffer.getvalue().rstrip(b"\0") + bytes(1536)
    tar = buffer.getvalue()[:-(-len(buffer.getvalue().rstrip(b"\0")) // 512) * 512] + bytes(1024)
    seed("tar", "pax", tar)
    gnu = io.BytesIO()
    with tarfile.open(fileobj=gnu, mode="w", format=tarfile.GNU_FORMAT) as archive:
        entry = tarfile.TarInfo("long" * 40)
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"abc"))
    seed("tar", "gnu", gnu.getvalue()[:2560] + bytes(1024))
    seed("gzip", "pax", gzip.compress(tar, mtime=0))
    seed("gzip", "members", gzip.compress(tar[:512], mtime=0) + gzip.compress(tar[512:], mtime=0))


def tables():
    seed("csv", "plain", 'file,label\na/1.jpg,"x, ""y"""\r\nb/2.jpg,z\n'.encode())
    seed("csv", "semicolons", "file;label\n1.jpg;ä\n".encode())
    seed("jsonl", "plain", b'{"file": "a.jpg", "label": "x", "n": 1.5, "t": true}\n\n{"file": "b.jpg"}\n')
    seed("shards", "index", b"key\tclass\toffset\tlength\tcrc32\na/1\t0\t512\t100\t0a1b2c3d\nb/2%20x\t1\t1536\t100\t00000000\n")
    box = "<object><bndbox><xmin>1</xmin><ymin>2.5</ymin><xmax>300</xmax><ymax>400</ymax></bndbox></object>"
    header = "key\tclass\toffset\tlength\tcrc32\tsha256\n"
    seed("shards", "digests", (header + "a/1\t0\t512\t100\t0a1b2c3d\t" + "5e" * 32 + "\n").encode())
    sums = {"pictures": 2, "pixels": 512, "sums": [9, 8, 7], "squares": [81, 64, 49], "deviations": [1.5, 2, 0]}
    record = {"file": "train-000000.tar", "split": "train", "samples": 2, "bytes": 10240, "sha256": "ab" * 32,
              "indexSHA256": "cd" * 32, "first": 0, "tried": 2, "source": "ef" * 32, "problems": [], "pixels": sums}
    pixels = {"pictures": 2, "mean": [0.5, 0.4, 0.3], "deviation": [0.1, 0.2, 0.3], "pictureDeviation": [0.1, 0.1, 0.1]}
    manifest = {"format": "dogbreed-shards-1", "classes": [{"id": "cat", "label": "Cat"}, {"id": "pug", "label": "Pug"}],
                "preprocessing": {"size": 16, "resize": "squash", "format": "jpeg", "quality": 90, "boxMargin": 0.1},
                "seed": 1, "shardBytes": 1000000, "counts": {"train": 2}, "classCounts": {"train": [1, 1]},
                "pixels": pixels, "source": "ef" * 32, "shards": [record],
                "problems": [{"file": "b.jpg", "reason": "It is empty."}]}
    seed("shards", "manifest", json.dumps(manifest).encode())
    namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    objects = "".join(f"<Contents><Key>a%2F{n}&amp;.jpg</Key><Size>{n}</Size><ETag>&quot;{n}&#34;</ETag></Contents>" for n in (0, 7))
    seed("xml", "listing", f'<?xml version="1.0"?><ListBucketResult xmlns="{namespace}"><EncodingType>url</EncodingType>'
         f"<IsTruncated>true</IsTruncated>{objects}<NextContinuationToken>t</NextContinuationToken></ListBucketResult>".encode())
    seed("xml", "refusal", b"<Error><Code>NoSuchKey</Code><Message><![CDATA[none]]></Message><!-- x --></Error>")
    seed("xml", "box", f"<?xml version='1.0'?><annotation><size><width>640</width><height>480</height></size>{box}</annotation>".encode())


def requests():
    part = b'--X\r\nContent-Disposition: form-data; name="image"; filename="a \\"b\\".jpg"\r\n\r\nbytes\r\n'
    seed("multipart", "two", part + part + b"--X--\r\n")
    seed("json", "own", b'{"images": [{"name": "rex.jpg", "data": "aGVsbG8="}]}')
    seed("json", "vertex", b'{"instances": [{"b64": "aGVsbG8="}], "parameters": {"top": 3, "explain": true}}')
    seed("json", "open", b'{"id": "1", "inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": ["aGVsbG8="]}]}')
    tensor = b'{"inputs": [{"name": "image", "shape": [2], "datatype": "BYTES", "parameters": {"binary_data_size": 13}}]}'
    seed("json", "binary", tensor + b"\2\0\0\0\xff\xd8\3\0\0\0GIF")
    seed("parameters", "plain", b'top=3&explain=true&seen=%66alse\nmultipart/form-data; boundary="X y"; charset=utf-8')
    seed("parameters", "tags", b'top=5\nW/"a,b", "tag", *')
    answers = {"answers": [{"picture": "rings.png", "logits": [0.5, -1.5], "halfLogits": [0.5, -1.4]}]}
    seed("model", "golden", json.dumps(answers).encode())
    shipped = json.loads((pathlib.Path(__file__).parents[2] / "Models/stanford-dogs/model.json").read_text())
    shipped["classes"], shipped["groups"], shipped["notes"] = shipped["classes"][:3], shipped["groups"][:3], []
    shipped["metrics"], shipped["words"]["others"] = {}, [{"name": "Dachshund", "aliases": ["Teckel"], "closest": []}]
    shipped["words"]["classes"] = {place["id"]: shipped["words"]["classes"][place["id"]] for place in shipped["classes"]}
    for place in [shipped] + shipped["cascade"]["stages"]:
        presence = place["verdict"]["presence"]
        presence["classes"] = presence["classes"][:3]
    seed("model", "description", json.dumps(shipped).encode())
    names, small = [b"pug/1.jpg", b"cat/2.jpg"], [b"\xff\xd8", b""]
    parts = [bytes(range(1, 7)), bytes(6), struct.pack("<2f", 0.01, 0.02)]
    records, start, drawn = b"", 0, 0
    for number, (name, image) in enumerate(zip(names, small)):
        records += bytes([number] * 32) + struct.pack("<8I", number, len(name), len(image), start, 0, drawn, 0, 0)
        start, drawn = start + len(name), drawn + len(image)
    index = b"dogbreed index 1" + struct.pack("<4Q", 2, 3, start, drawn) + bytes(16)
    for part in parts + [records, b"".join(names), b"".join(small)]:
        index += bytes(-len(index) % 64) + part
    seed("index", "two", index)


for write in (images, weights, archives, tables, requests): write()
