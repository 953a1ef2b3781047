"""Writes what PyTorch itself answers for optimizers, losses and layers: run with a Python that has torch.

Argument: the folder to write `optimizers.json` and `operations.json` to.
"""

import json
import sys

import torch
from torch.nn import functional


def spread(*shape, step=0.37):
    """Numbers that any language makes alike: sin of 0, step, 2 step, …"""
    count = int(torch.tensor(shape).prod())
    return torch.sin(torch.arange(count, dtype=torch.float64) * step).reshape(shape).float()


def path(make):
    """Ten steps on Σ (θ − target)² · scale from θ = 1."""
    theta = torch.ones(4, requires_grad=True)
    target, scale = torch.tensor([0.5, -1.0, 2.0, 0.0]), torch.tensor([1.0, 0.1, 0.5, 2.0])
    optimizer = make([theta])
    for _ in range(10):
        optimizer.zero_grad()
        ((theta - target) ** 2 * scale).sum().backward()
        optimizer.step()
    return theta.tolist()


optim = torch.optim
optimizers = {
    "sgd": path(lambda p: optim.SGD(p, 0.05)),
    "momentum": path(lambda p: optim.SGD(p, 0.05, momentum=0.9, weight_decay=0.01)),
    "nesterov": path(lambda p: optim.SGD(p, 0.05, momentum=0.9, weight_decay=0.01, nesterov=True)),
    "adam": path(lambda p: optim.Adam(p, 0.1, betas=(0.8, 0.95), weight_decay=0.1)),
    "adamw": path(lambda p: optim.AdamW(p, 0.1, betas=(0.8, 0.95), weight_decay=0.1)),
}

x = spread(2, 4, 7, 6)
logits, labels = spread(5, 3, step=0.9), torch.tensor([0, 2, 1, 1, 0])
mean, variance = spread(4, step=0.2) * 0.1, spread(4, step=0.2).abs() + 0.5
operations = {
    "conv": functional.conv2d(x, spread(6, 2, 3, 3, step=0.11), spread(6), 2, 1, 1, 2),
    "batchNormEvaluation": functional.batch_norm(x, mean, variance, spread(4), spread(4, step=0.5), False, 0.1, 1e-3),
    "batchNormTraining": functional.batch_norm(x, mean, variance, spread(4), spread(4, step=0.5), True, 0.1, 1e-3),
    "runningMean": mean,
    "runningVariance": variance,
    "layerNorm": functional.layer_norm(x, [6], spread(6), spread(6, step=0.5)),
    "maxPool": functional.max_pool2d(x, 3, 2, 1),
    "averagePool": functional.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
    "adaptivePool": functional.adaptive_avg_pool2d(x, [3, 2]),
    "bilinear": functional.interpolate(x, [9, 5], mode="bilinear"),
    "attention": functional.scaled_dot_product_attention(
        spread(1, 2, 3, 4), spread(1, 2, 3, 4, step=0.7), spread(1, 2, 3, 4, step=0.3)
    ),
    "linear": functional.linear(spread(5, 3), spread(2, 3, step=0.8), spread(2)),
    "gelu": functional.gelu(spread(9)),
    "geluApproximate": functional.gelu(spread(9), approximate="tanh"),
    "silu": functional.silu(spread(9)),
    "hardSwish": functional.hardswish(spread(9) * 4),
    "hardSigmoid": functional.hardsigmoid(spread(9) * 4),
    "crossEntropy": functional.cross_entropy(logits, labels),
    "smoothed": functional.cross_entropy(logits, labels, label_smoothing=0.1),
    "weighted": functional.cross_entropy(logits, labels, weight=torch.tensor([1.0, 2.0, 0.5])),
    "nll": functional.nll_loss(functional.log_softmax(logits, 1), labels),
}

folder = sys.argv[1]
with open(f"{folder}/optimizers.json", "w") as file:
    json.dump(optimizers, file, indent=1)
with open(f"{folder}/operations.json", "w") as file:
    json.dump({name: [round(v, 7) for v in value.reshape(-1).tolist()] for name, value in operations.items()}, file)
