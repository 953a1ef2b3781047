"""Writes what torchvision, timm and transformers answer with weights made by a formula, and how they name them.

Run with a Python that has torch, torchvision, timm and transformers (tried with 2.15, 0.29.2, 1.0.31, 5.24). Argument:
the folder to write to, which is Tests/TorchTests/Data:

    backbones.json   features, logits and map of two images for every net, in float64, and what three steps make of two
    keys.json        for every net and way of naming, the number of arrays and a hash of their names and shapes
    keys/*.txt       the names and shapes themselves, of the smallest net of each kind

The formula: an array's numbers come from SplitMix64, its state begun with the FNV-1a hash of the array's name, so that
any language can make them from names and shapes alone. See `values`.
"""

import json
import os
import sys

import torch

from backbone_nets import KEYS, NETS, chosen, factor_for, filled, fnv, images, timm_model, torchvision_model

WHOLE = {"resnet18", "resnet50", "efficientnet-b0", "tf-efficientnet-b0", "efficientnet-lite0", "mobilenetv3-large",
         "mobilenetv3-large-timm", "convnext-tiny", "vit-small-16", "vit-base-16", "dinov2-small-14"}


def older(name):
    """The names of transformers 4, which the published files have, from those of transformers 5."""
    changes = [("vit.layers.", "vit.encoder.layer."), (".attention.q_proj.", ".attention.attention.query."),
               (".attention.k_proj.", ".attention.attention.key."),
               (".attention.v_proj.", ".attention.attention.value."),
               (".attention.o_proj.", ".attention.output.dense.")]
    if name.startswith("vit."):
        changes += [(".mlp.fc1.", ".intermediate.dense."), (".mlp.fc2.", ".output.dense.")]
    for new, old in changes:
        name = name.replace(new, old)
    return name


def listed(model):
    return sorted((name, tuple(tensor.shape)) for name, tensor in model.state_dict().items())


def canonical(pairs):
    """A line an array that is needed, its axes of length 1 left out: publishers don't agree on these."""
    unneeded = ("num_batches_tracked", "mask_token")
    return [f"{key} {'x'.join(str(size) for size in shape if size != 1)}\n" for key, shape in pairs
            if not key.endswith(unneeded)]


def steps(name, model, size, shift):
    """Three steps of SGD on one batch, in float64: losses, gradients, weights and running statistics of some layers.

    Batch norms' biases are moved up, away from the activations' bends: a value that rounding throws to the other side
    of one changes gradients far more than rounding itself, in PyTorch's own float32 as in anybody's.
    """
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 0.01 if "lite" in name else 0.1
            module.bias.data += shift
    model = model.double().train()
    x, labels = images(8, size).double(), torch.arange(8) * 100
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    parameters = dict(model.named_parameters())
    losses, first = [], {}
    for step in range(3):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), labels)
        loss.backward()
        losses.append(float(loss.detach()))
        if step == 0:
            first = {key: p.grad.clone() for key, p in parameters.items()}
        optimizer.step()
    # Where a norm cancels what a parameter does, its gradient is nothing but rounding.
    largest = {key: float(gradient.abs().max()) for key, gradient in first.items()}
    keys = [key for key in parameters if largest[key] > 0.05 * sorted(largest.values())[len(largest) // 2]]
    kept = [keys[index * (len(keys) - 1) // 11] for index in range(12)]
    state = model.state_dict()
    running = [key for key in state if "running" in key]
    return {
        "name": name, "size": size, "shift": shift, "losses": losses,
        "firstGradients": {key: chosen(first[key], 12) for key in kept},
        "gradients": {key: chosen(parameters[key].grad, 12) for key in kept},
        "weights": {key: chosen(parameters[key], 12) for key in kept},
        "running": {key: chosen(state[key], 12) for key in running[:: max(1, len(running) // 12)]},
    }


def main(folder):
    torch.manual_seed(0)
    os.makedirs(f"{folder}/keys", exist_ok=True)
    answers = []
    with torch.no_grad():
        for name, family, size, make, forward in NETS:
            x, factor = images(2, size), factor_for(name)
            model = filled(make(), factor)
            rough = forward(model, x)[1].double()
            feature_map, features, logits = forward(model.double(), x.double())
            largest = float(features.abs().max())
            print(name, family, size, f"largest {largest:.3g}, images apart "
                  f"{float((features[0] - features[1]).abs().max()) / largest:.3g}, float32 off by "
                  f"{float((features - rough).abs().max()) / largest:.2g}", flush=True)
            answer = {"name": name, "family": family, "size": size, "factor": factor, "map": chosen(feature_map),
                      "features": chosen(features)}
            if logits is not None:
                answer["logits"] = chosen(logits)
            answers.append(answer)
    trained = [
        steps("resnet18", filled(torchvision_model("resnet18")), 64, 2),
        steps("efficientnet-lite0", filled(timm_model("tf_efficientnet_lite0", drop_rate=0.0)), 64, 3),
    ]
    with open(f"{folder}/backbones.json", "w") as file:
        json.dump({"answers": answers, "trained": trained}, file, indent=0)
    keys = []
    with torch.device("meta"):
        for name, family, make in KEYS:
            pairs = listed(make())
            variants = [("", pairs)]
            if "transformers" in family and name.startswith(("vit", "dinov2")):
                variants.append(("-4", sorted((older(key), shape) for key, shape in pairs)))
            for version, pairs in variants:
                keys.append({"name": name, "family": family, "version": version, "count": len(canonical(pairs)),
                             "hash": f"{fnv(''.join(canonical(pairs))):016x}"})
                text = "".join(f"{key} {'x'.join(map(str, shape))}\n" for key, shape in pairs)
                if name in WHOLE:
                    place = family.replace("Hugging Face ", "")
                    with open(f"{folder}/keys/{name}.{place}{version}.txt", "w") as file:
                        file.write(text)
    with open(f"{folder}/keys.json", "w") as file:
        json.dump(keys, file, indent=0)


if __name__ == "__main__":
    main(sys.argv[1])
