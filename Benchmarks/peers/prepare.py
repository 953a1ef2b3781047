"""The same preparation the usual way: Pillow, a process per core, JPEGs into tar files of 256 MB.

    python prepare.py FOLDER OUT
"""

import io
import multiprocessing
import pathlib
import sys
import tarfile

from PIL import Image, ImageOps

SIZE, QUALITY, SHARD = 256, 92, 256_000_000


def prepared(path):
    with Image.open(path) as image:
        image = ImageOps.exif_transpose(image).convert("RGB")
    square = ImageOps.fit(image, (SIZE, SIZE), Image.Resampling.BICUBIC)
    data = io.BytesIO()
    square.save(data, "JPEG", quality=QUALITY)
    return path, data.getvalue()


if __name__ == "__main__":
    source, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True)
    files, written, number, shard = sorted(source.rglob("*.jpg")), SHARD, 0, None
    with multiprocessing.Pool() as pool:
        for path, data in pool.imap(prepared, files, chunksize=16):
            if written >= SHARD:
                if shard:
                    shard.close()
                shard, written, number = tarfile.open(out / f"{number:06d}.tar", "w"), 0, number + 1
            entry = tarfile.TarInfo(f"{path.parent.name}/{path.stem}.jpg")
            entry.size = len(data)
            shard.addfile(entry, io.BytesIO(data))
            written += len(data)
    if shard:
        shard.close()
    print(len(files))
