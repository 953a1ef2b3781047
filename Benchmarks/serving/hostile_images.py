"""Small images that made libraries of decoders run without end or measure: lcms, libpng, libtiff, libvips and libheif."""

import io
import pathlib
import struct
import zlib

CORPUS = pathlib.Path(__file__).resolve().parents[2] / "Tests/FuzzTests/Corpus/image"


def bodies():
    """Name, type and bytes of each image."""
    png = (CORPUS / "seed-plain.png").read_bytes()
    yield "PNG, a profile of 100,000 steps", "image/png", chunked(png, b"iCCP", b"x\0\0" + zlib.compress(profile(100_000), 9))
    text = zlib.compress(b"x" * 7_900_000, 9)
    texts = b"".join(chunk(b"zTXt", b"k%d\0\0" % number + text) for number in range(15))
    yield "PNG, 120 kB of texts that are 120 MB", "image/png", png[:33] + texts + png[33:]
    cmyk = (CORPUS / "seed-cmyk.jpg").read_bytes()
    yield "JPEG, 2.9 million parts of EXIF", "image/jpeg", cmyk[:2] + b"\xff\xe1\0\x08Exif\0\0" * 2_900_000 + cmyk[2:]
    yield "TIFF, 2,000 samples a pixel", "image/tiff", samples(400, 2000)
    yield "TIFF, 4,000 kinds of tags", "image/tiff", pages(1, [(40_000 + n, 3, 1, 1) for n in range(4000)])
    yield "TIFF, 9,900 pages with the same 20 MB", "image/tiff", pages(9900, [(270, 2, 20_000_000, 8)], b"a" * 20_000_000)
    avif = (CORPUS / "seed-plain.avif").read_bytes()
    size, one = (64, 64), [(1, b"av01", None)]
    yield "AVIF, two made of each other", "image/avif", items(avif, one + [(2, b"iden", b""), (3, b"iden", b"")], {2: [3], 3: [2]}, 2, size)
    tree = [(n, b"grid", struct.pack(">BBBBII", 0, 1, 0, 7, 17, 13)) for n in range(2, 14)]
    yield "AVIF, grids of grids", "image/avif", items(avif, one + tree, {n: [n - 1] * 8 for n in range(2, 14)}, 13, (17, 13))
    large = struct.pack(">BBBBII", 0, 1, 0, 0, 16_000, 16_000)
    yield "AVIF, a grid on a large canvas", "image/avif", items(avif, one + [(2, b"grid", large)], {2: [1]}, 2, size)
    shared = [(n, b"Exif", None) for n in range(2, 402)]
    yield "AVIF, 400 times the same 2 MB of EXIF", "image/avif", items(avif, one + shared, {}, 1, (17, 13), bytes(2_000_000))
    large = plain(4000)
    if large:
        yield "AVIF, turned 200 times", "image/avif", items(large, one, {}, 1, (4000, 4000), turns=200)


def plain(side):
    """An AVIF of one colour, under 1 kB; nothing without Pillow."""
    try:
        from PIL import Image

        out = io.BytesIO()
        Image.new("RGB", (side, side), (90, 120, 60)).save(out, "AVIF", speed=10)
    except (ImportError, KeyError, OSError):
        return None
    return out.getvalue()


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def chunked(png, name, content):
    return png[:33] + chunk(name, content) + png[33:]


def profile(steps):
    """A display's ICC profile with a tag of so many matrices, all of them the same."""
    xyz = lambda *values: b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))
    gamma = b"curv\0\0\0\0\0\0\0\1\2\x33\0\0"
    matrix = b"matf\0\0\0\0" + struct.pack(">HH12f", 3, 3, 1, 0.001, 0, 0, 1, 0.001, 0.001, 0, 1, 0.0001, 0, 0)
    place = struct.pack(">II", 16 + 8 * steps, len(matrix))
    tags = [(b"wtpt", xyz(0.9642, 1, 0.8249)), (b"rXYZ", xyz(0.5, 0.25, 0.02)), (b"gXYZ", xyz(0.3, 0.65, 0.08)),
            (b"bXYZ", xyz(0.16, 0.1, 0.72)), (b"rTRC", gamma), (b"gTRC", gamma), (b"bTRC", gamma),
            (b"D2B1", b"mpet\0\0\0\0" + struct.pack(">HHI", 3, 3, steps) + place * steps + matrix)]  # fmt: skip
    start, table, body = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, content in tags:
        table += name + struct.pack(">2I", start + len(body), len(content))
        body += content
    head = struct.pack(">I", start + len(body)) + bytes(4) + b"\4\x30\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    return (head + struct.pack(">3i", 63190, 65536, 54061)).ljust(128, b"\0") + table + body


def directory(entries, following):
    """A TIFF directory: entries of tag, type, count and value."""
    return struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries)) + struct.pack("<I", following)


def pages(count, entries, data=b""):
    """A TIFF of one gray pixel a page, with more entries on each; the data is at 8."""
    own = [(256, 3, 1, 1), (257, 3, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 3, 1, 1), (279, 4, 1, 1)]
    data = data or bytes(8)
    start, length = 8 + len(data), len(directory(own + entries, 0))
    found = b"".join(directory(own + entries, 0 if page == count - 1 else start + (page + 1) * length) for page in range(count))
    return b"II*\0" + struct.pack("<I", start) + data + found


def samples(side, count):
    """A TIFF of gray pixels with so many samples each, compressed."""
    pixels, short = zlib.compress(bytes(side * side * count), 9), lambda value: struct.pack("<H", value) * count
    pixels += bytes(len(pixels) % 2)
    bits, others, start = 8 + len(pixels), 8 + len(pixels) + 2 * count, 8 + len(pixels) + 4 * count
    entries = [(256, 4, 1, side), (257, 4, 1, side), (258, 3, count, bits), (259, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, count),
               (278, 4, 1, side), (279, 4, 1, len(pixels)), (284, 3, 1, 1), (338, 3, count - 1, others)]  # fmt: skip
    return b"II*\0" + struct.pack("<I", start) + pixels + short(8) + short(0) + directory(entries, 0)


def box(name, *content):
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + name + body


def boxes(data, start, end):
    """Name and bytes of each box."""
    while start + 8 <= end:
        length, name = struct.unpack(">I4s", data[start : start + 8])
        yield name, data[start : start + length]
        start += length


def items(avif, made, parts, shown, size, shared=b"", turns=0):
    """The AVIF with other items: number, type and data each, no data for the coded image and for what is in `shared`."""
    top = dict(boxes(avif, 0, len(avif)))
    inner = dict(boxes(top[b"meta"], 12, len(top[b"meta"])))
    inside = dict(boxes(inner[b"iprp"], 8, len(inner[b"iprp"])))
    properties = [content for _, content in boxes(inside[b"ipco"], 8, len(inside[b"ipco"]))]
    coded = top[b"mdat"][8:]
    own = [number + 1 | (0x80 if content[4:8] == b"av1C" else 0) for number, content in enumerate(properties)]
    properties += [box(b"ispe", bytes(4), struct.pack(">II", *size)), box(b"irot", b"\1")]
    places = {number: own + [len(properties) | 0x80] * turns if kind == b"av01" else [len(properties) - 1] for number, kind, _ in made if kind != b"Exif"}
    associations = b"".join(struct.pack(">HB", number, len(found)) + bytes(found) for number, found in places.items())
    described = box(b"iprp", box(b"ipco", *properties), box(b"ipma", bytes(4), struct.pack(">I", len(places)), associations))
    entries = b"".join(box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), kind, b"\0") for number, kind, _ in made)
    named = [box(b"dimg", struct.pack(">HH", number, len(found)), struct.pack(f">{len(found)}H", *found)) for number, found in parts.items()]
    named += [box(b"cdsc", struct.pack(">HHH", number, 1, shown)) for number, kind, _ in made if kind == b"Exif"]

    def meta(start):
        where, body = b"", coded + shared
        for number, kind, content in made:
            if kind == b"av01" or kind == b"Exif":
                offset, length = (0, len(coded)) if kind == b"av01" else (len(coded), len(shared))
            else:
                offset, length = len(body), len(content) or 1
                body += content or b"\0"
            where += struct.pack(">HHHII", number, 0, 1, start + offset, length)
        return body, box(
            b"meta", bytes(4), inner[b"hdlr"], box(b"pitm", bytes(4), struct.pack(">H", shown)),
            box(b"iloc", b"\0\0\0\0\x44\0", struct.pack(">H", len(made)), where), box(b"iinf", bytes(4), struct.pack(">H", len(made)), entries),
            box(b"iref", bytes(4), *named) if named else b"", described)  # fmt: skip

    head = top[b"ftyp"]
    body, described_all = meta(len(head) + len(meta(0)[1]) + 8)
    return head + described_all + box(b"mdat", body)
