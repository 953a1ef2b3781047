"""Writes what PyTorch answers with the published EfficientNet-Lite0 weights: run with a Python that has torch.

Arguments: the published .pth file, the JSON file to write.
"""

import json
import sys

import torch
from torch.nn import functional

STAGES = [(1, 3, 1), (2, 3, 2), (2, 5, 2), (3, 3, 2), (3, 5, 1), (4, 5, 2), (1, 3, 1)]
weights = {name: value.contiguous() for name, value in torch.load(sys.argv[1], weights_only=True).items()}


def padded(x, kernel, stride):
    amounts = []
    for size in (x.shape[3], x.shape[2]):
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        amounts += [total // 2, total - total // 2]
    return functional.pad(x, amounts)


def unit(x, conv, norm, stride=1, groups=1, activated=True):
    kernel = weights[f"{conv}.weight"]
    x = functional.conv2d(padded(x, kernel.shape[-1], stride), kernel, None, stride, 0, 1, groups)
    mean, variance, gain, offset = (
        weights[f"{norm}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
    )
    x = functional.batch_norm(x, mean, variance, gain, offset, False, 0.0, 1e-3)
    return functional.relu6(x) if activated else x


def network(x):
    x = unit(x, "_conv_stem", "_bn0", 2)
    index = 0
    for repeats, _, stride in STAGES:
        for position in range(repeats):
            block, before = f"_blocks.{index}", x
            if f"{block}._expand_conv.weight" in weights:
                x = unit(x, f"{block}._expand_conv", f"{block}._bn0")
            x = unit(x, f"{block}._depthwise_conv", f"{block}._bn1", stride if position == 0 else 1, x.shape[1])
            x = unit(x, f"{block}._project_conv", f"{block}._bn2", activated=False)
            x = x + before if position > 0 else x
            index += 1
    feature_map = unit(x, "_conv_head", "_bn1")
    features = feature_map.mean((2, 3))
    return feature_map, features, functional.linear(features, weights["_fc.weight"], weights["_fc.bias"])


c, y, x = torch.meshgrid(torch.arange(3), torch.arange(224), torch.arange(224), indexing="ij")
image = (((c * 7 + y * 3 + x * x) % 17) / 8 - 1).float()[None]
with torch.no_grad():
    feature_map, features, logits = network(image)
answer = {
    "map": feature_map[0, :8, 3, 3].tolist(),
    "features": features[0, :16].tolist(),
    "logits": logits[0, :16].tolist(),
    "top": logits[0].topk(5).indices.tolist(),
}
with open(sys.argv[2], "w") as file:
    json.dump(answer, file, indent=1)
