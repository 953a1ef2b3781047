"""Images of coloured stripes, three classes that differ in direction: stripes.py FOLDER."""
import pathlib, random, struct, sys, zlib

SIDE = 64


def png(path, pixel):
    rows = b"".join(b"\0" + bytes(v for x in range(SIDE) for v in pixel(x, y)) for y in range(SIDE))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


for number, name in enumerate(["across", "down", "slant"]):
    folder = pathlib.Path(sys.argv[1]) / name
    folder.mkdir(parents=True)
    for index in range(24):
        draw = random.Random(number * 100 + index)
        width, shift = draw.randint(3, 9), draw.randint(0, 9)
        png(folder / f"{index}.png",
            lambda x, y: [max(0, min(255, (200 if ((x, y, x + y)[number] + shift) // width % 2 else 60) + draw.randint(-20, 20)))
                          for _ in range(3)])
