"""What Benchmarks/scale computes with: each figure with the words of the document that it is from, which must still be there."""
import pathlib, sys
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Input(NamedTuple):
    value: float
    unit: str
    file: str
    words: str


FIGURES = "Docs/Figures.md"
INPUTS = {
    "served": Input(83.1 * 0.96, "images per second over HTTP on two cores, the shipped model with --effort full, whole photos", FIGURES,
                    "answers in a file: 89.1 and 83.1 images per second"),
    "overhead": Input(0.96, "over HTTP ÷ in-process", FIGURES, "0.96 (328 ÷ 344)"),
    "oneLook": Input(328, "images per second over HTTP on two cores, Lite2, one look", FIGURES, "0.96 (328 ÷ 344)"),
    "memory": Input(586, "MiB that a server of the shipped model requests", "Deploy/kubernetes/deployment.yaml", "memory: 586Mi"),
    "start": Input(0.83, "seconds from a container's start to its first answer", FIGURES, "ready 0.61 to 0.83 s after its start"),
    "fetch": Input(194, "MB to fetch of the serving image", FIGURES, "| `serve` | 438 MB | 194 MB |"),
    "features": Input(13_200 / 45.6, "training images per second on two cores, Lite2, one view, nothing cached", FIGURES,
                      "| 13,200 images, Lite2, one view, nothing cached (the engine alone 352.6 per second: 37.4 s) | 45.6 |"),
    "prepare": Input(3_968, "images per second of `data prepare` on two cores", FIGURES, "2.51 (3,968 ÷ 1,591 per second"),
    "check": Input(13_300, "images per second of `data check` on two cores", FIGURES, "18 (13,300 ÷ 730 per second)"),
    "listing": Input(248, "MB to list 1,000,000 images", FIGURES, "| finding the 1,000,000 images of a tree | 2.4 s, 248 MB |"),
    "alike": Input(178, "MB to compare 1,000,000 hashes", FIGURES, "all found | 9.3 s, 178 MB |"),
    "download": Input(985, "MB per second from Cloud Storage's stand-in on the same machine", FIGURES, "1.75 (985 ÷ 562 MB/s)"),
    "price": Input(round(0.21849885 / 4, 4), "USD per core-hour, n1-standard in us-central1, list price of 2026-10-07",
                   "Sources/GoogleCloud/Catalogue/PriceTable.swift", "0.21849885 / 4 * cores"),
    "cores": Input(2, "cores of the machine that all this was measured on", FIGURES, "a VM with two cores"),
}


def check():
    """Ends the program where a document no longer has the words that a figure is from."""
    gone = [f"{name}: {one.file} no longer says “{one.words}”" for name, one in INPUTS.items()
            if one.words not in (ROOT / one.file).read_text(encoding="utf-8")]
    if gone: sys.exit("\n".join(gone))
