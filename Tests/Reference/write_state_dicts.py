"""Writes the small PyTorch files under Tests/WeightsTests/Data: run with a Python that has torch, the folder as argument."""

import collections
import os
import pickle
import sys

import torch

folder = sys.argv[1]


class Hostile:
    """Unpickles to what a shell command returns."""

    def __reduce__(self):
        return os.system, ("touch /tmp/dogbreed-was-here",)


def counting(*shape):
    count = 1
    for size in shape:
        count *= size
    return torch.arange(count, dtype=torch.float32).reshape(shape) / 8 - 1


row = counting(12)
state = collections.OrderedDict()
state["plain"] = counting(2, 3)
state["turned"] = counting(4, 3, 2, 2).permute(3, 0, 2, 1)
state["channels_last"] = counting(2, 3, 2, 2).contiguous(memory_format=torch.channels_last)
state["part"] = row[3:9].reshape(2, 3)
state["stepped"] = row[1::3]
state["half"] = counting(5).half()
state["brain"] = counting(5).bfloat16()
state["double"] = counting(3).double()
state["long"] = torch.tensor([-3, 0, 1 << 40])
state["int"] = torch.tensor([-7, 7], dtype=torch.int32)
state["byte"] = torch.tensor([0, 255], dtype=torch.uint8)
state["flag"] = torch.tensor([True, False, True])
state["scalar"] = torch.tensor(41)
state["nothing"] = torch.zeros(0, 4)
state["parameter"] = torch.nn.Parameter(counting(3))

network = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 2), torch.nn.BatchNorm2d(2))
with torch.no_grad():
    for index, value in enumerate(network.state_dict().values()):
        value.copy_(torch.full(value.shape, index + 1))

for form, zipped in (("legacy", False), ("zip", True)):
    def save(value, name, **options):
        torch.save(value, f"{folder}/{name}-{form}.pth", _use_new_zipfile_serialization=zipped, **options)

    save(state, "kinds")
    save({"epoch": 3, "rate": 0.5, "arch": "tiny", "best": None, "state_dict": network.state_dict()}, "checkpoint")
    save({"weight": counting(2), "bad": Hostile()}, "hostile")
    save({"weight": counting(2)}, "protocol4", pickle_protocol=4)

with open(f"{folder}/plain.pickle", "wb") as file:
    pickle.dump({"weight": [1, 2, 3]}, file)
