"""The publishers' nets that `backbones.py` asks, with weights made by a formula."""
import numpy
import timm
import torch
import torchvision
import transformers

GAMMA = numpy.uint64(0x9E3779B97F4A7C15)


def fnv(text):
    """FNV-1a of 64 bits."""
    state = 0xCBF29CE484222325
    for byte in text.encode():
        state = ((state ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return state


def uniform(name, count):
    """Numbers in [0, 1) of 24 bits."""
    state = fnv(name)
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(state) + numpy.arange(1, count + 1, dtype=numpy.uint64) * GAMMA
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(40)).astype(numpy.float32) / numpy.float32(1 << 24)


def values(name, shape, factor=0.8):
    """Kernels keep the variance, tokens and positions are within ±0.5, variances around 1, factors from `factor` up to
    0.5 more, the rest is small."""
    count = int(numpy.prod(shape))
    u = uniform(name, count)
    if name.endswith("running_var"):
        found = u + numpy.float32(0.5)
    elif name.endswith("bias") or name.endswith("running_mean"):
        found = (2 * u - 1) * numpy.float32(0.1)
    elif len(shape) == 3 and shape[0] == 1:
        found = u - numpy.float32(0.5)
    elif sum(size > 1 for size in shape) <= 1:
        found = u * numpy.float32(0.5) + numpy.float32(factor)
    else:
        found = (2 * u - 1) * numpy.float32(numpy.sqrt(6 / (count / shape[0])))
    return found.reshape(shape)


def filled(model, factor=0.8):
    state = model.state_dict()
    for name, tensor in state.items():
        if not name.endswith("num_batches_tracked"):
            tensor.copy_(torch.from_numpy(values(name, tuple(tensor.shape), factor)))
    return model.eval()


def images(count, size):
    u = uniform("pictures", count * 3 * size * size).reshape(count, 3, size, size)
    # Each image and each channel of its own lightness.
    light = uniform("light", count * 3).reshape(count, 3, 1, 1)
    return torch.from_numpy((2 * u - 1) + (4 * light - 2))


def factor_for(name):
    """Such that the net's answers neither vanish nor grow so much that float32 loses them: found by trying."""
    if name.startswith(("resnet", "efficientnet-lite")):
        return 0.6
    if name.startswith(("efficientnet", "mobilenet", "tf-efficientnet-b3")):
        return 0.75
    return 0.8


def chosen(tensor, count=24):
    """Numbers from all over the tensor, and the largest magnitude of all."""
    flat = tensor.detach().flatten()
    places = [index * flat.numel() // count for index in range(min(count, flat.numel()))]
    return {"largest": float(flat.abs().max()), "values": [float(f"{float(flat[place]):.7g}") for place in places]}


def torchvision_model(name):
    return getattr(torchvision.models, name)(weights=None)


# For each net here: how the publisher's model is made, and how its map, features and logits are.
def resnet(model, x):
    x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
    feature_map = model.layer4(model.layer3(model.layer2(model.layer1(x))))
    features = feature_map.mean((2, 3))
    return feature_map, features, model.fc(features)


def efficientnet(model, x):
    feature_map = model.features(x)
    features = feature_map.mean((2, 3))
    return feature_map, features, model.classifier(features)


def mobilenet(model, x):
    feature_map = model.features(x)
    hidden = torch.nn.Sequential(*list(model.classifier)[:2])
    everywhere = hidden(feature_map.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    features = hidden(feature_map.mean((2, 3)))
    return everywhere, features, model.classifier[3](features)


def mobilenet_timm(model, x):
    feature_map = model.forward_features(x)
    everywhere = model.act2(model.conv_head(feature_map))
    features = model.forward_head(feature_map, pre_logits=True)
    return everywhere, features, model.classifier(features)


def pooled_timm(model, x):
    feature_map = model.forward_features(x)
    features = feature_map.mean((2, 3))
    return feature_map, features, model.get_classifier()(features)


def convnext(model, x):
    feature_map = model.features(x)
    norm = model.classifier[0]
    features = norm(feature_map.mean((2, 3), keepdim=True)).flatten(1)
    return norm(feature_map), features, model.classifier[2](features)


def vit(model, x):
    tokens = model._process_input(x)
    tokens = torch.cat([model.class_token.expand(len(x), -1, -1), tokens], 1) + model.encoder.pos_embedding
    *before, last = model.encoder.layers
    for block in before:
        tokens = block(tokens)
    own = last.self_attention
    feature_map, features = score_gradients(
        last.ln_1(tokens), own.in_proj_weight, own.in_proj_bias, own.num_heads,
        lambda seen: finished(own.out_proj(seen) + tokens[:, :1], lambda y: last.mlp(last.ln_2(y)), model.encoder.ln))
    return feature_map, features, model.heads(features)


def vit_timm(model, x):
    tokens = model.norm_pre(model.patch_drop(model._pos_embed(model.patch_embed(x))))
    feature_map, features = timm_tail(model, tokens)
    return feature_map, features, model.head(features)


def vit_transformers(model, x):
    states = model.vit(pixel_values=x, output_hidden_states=True).hidden_states
    tokens, last = states[-2], model.vit.layers[-1]
    feature_map, features = score_gradients(
        last.layernorm_before(tokens), *stacked(last.attention), model.config.num_attention_heads,
        lambda seen: finished(
            last.attention.o_proj(seen) + tokens[:, :1], lambda y: last.mlp(last.layernorm_after(y)), model.vit.layernorm))
    return feature_map, features, model.classifier(features)


def stacked(own):
    """One matrix and one bias of the three of transformers."""
    return (torch.cat([getattr(own, layer).get_parameter(kind) for layer in ("q_proj", "k_proj", "v_proj")])
            for kind in ("weight", "bias"))


def timm_tail(model, tokens):
    """The last block and the norm of timm's vision transformers."""
    *before, last = model.blocks
    for block in before:
        tokens = block(tokens)
    own = last.attn
    return score_gradients(
        last.norm1(tokens), own.qkv.weight, own.qkv.bias, own.num_heads,
        lambda seen: finished(
            last.ls1(own.proj(seen)) + tokens[:, :1], lambda y: last.ls2(last.mlp(last.norm2(y))), model.norm))


def finished(row, branch, norm):
    return norm(row + branch(row))[:, 0]


def score_gradients(tokens, weight, bias, heads, rest):
    """The features' gradient, by autograd, with respect to a number that is added in all heads to the score that the
    class token gives each place; times the number of places; and the features."""
    count, length, width = tokens.shape
    query, key, value = torch.nn.functional.linear(tokens, weight, bias).unflatten(2, (3, heads, -1)).permute(2, 0, 3, 1, 4)
    scores = query[:, :, :1] @ key.transpose(2, 3) / (width // heads) ** 0.5

    def features(added):
        seen = torch.softmax(scores + added[:, None, None, :], -1) @ value
        return rest(seen.transpose(1, 2).flatten(2))

    with torch.enable_grad():
        zero = torch.zeros(count, length, dtype=tokens.dtype)
        # An image's features depend on its own scores alone, so the images can be summed.
        gradients = torch.autograd.functional.jacobian(lambda added: features(added).sum(0), zero)
    places = gradients.permute(1, 0, 2)[:, :, 1:] * (length - 1)
    side = int((length - 1) ** 0.5)
    return places.unflatten(2, (side, side)), features(zero)


def dinov2(model, x):
    """timm's model with the positions made as facebookresearch/dinov2 makes them: offset 0.1, no antialiasing."""
    side, places = 37, x.shape[-1] // 14
    positions = model.pos_embed
    if places != side:
        scale = (places + 0.1) / side
        square = positions[:, 1:].reshape(1, side, side, -1).permute(0, 3, 1, 2)
        square = torch.nn.functional.interpolate(square, scale_factor=(scale, scale), mode="bicubic")
        positions = torch.cat([positions[:, :1], square.permute(0, 2, 3, 1).flatten(1, 2)], 1)
    tokens = model.patch_embed.proj(x).flatten(2).transpose(1, 2)
    tokens = torch.cat([model.cls_token.expand(len(x), -1, -1), tokens], 1) + positions
    return *timm_tail(model, tokens), None


def dinov2_transformers(model, x):
    tokens, last = model(pixel_values=x, output_hidden_states=True).hidden_states[-2], model.encoder.layer[-1]
    feature_map, features = score_gradients(
        last.norm1(tokens), *stacked(last.attention), model.config.num_attention_heads,
        lambda seen: finished(
            last.layer_scale1(last.attention.o_proj(seen)) + tokens[:, :1],
            lambda y: last.layer_scale2(last.mlp(last.norm2(y))), model.layernorm))
    return feature_map, features, None


SIZES = {"small": (384, 6), "base": (768, 12)}


def hf_vit(size):
    width, heads = SIZES[size]
    config = transformers.ViTConfig(
        hidden_size=width, num_attention_heads=heads, intermediate_size=4 * width, num_labels=1000, layer_norm_eps=1e-6)
    return transformers.ViTForImageClassification(config)


def hf_dinov2(size):
    width, heads = SIZES[size]
    config = transformers.Dinov2Config(hidden_size=width, num_attention_heads=heads, image_size=518, patch_size=14)
    return transformers.Dinov2Model(config)


def hf_convnext(size):
    depths = {"tiny": [3, 3, 9, 3]}.get(size, [3, 3, 27, 3])
    widths = [128, 256, 512, 1024] if size == "base" else [96, 192, 384, 768]
    config = transformers.ConvNextConfig(depths=depths, hidden_sizes=widths, num_labels=1000)
    return transformers.ConvNextForImageClassification(config)


def hf_resnet(depth):
    depths = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3]}[depth]
    basic = depth < 50
    config = transformers.ResNetConfig(
        depths=depths, layer_type="basic" if basic else "bottleneck", num_labels=1000,
        hidden_sizes=[64, 128, 256, 512] if basic else [256, 512, 1024, 2048])
    return transformers.ResNetForImageClassification(config)


def hf_efficientnet(number):
    width, depth, hidden = [(1.0, 1.0, 1280), (1.0, 1.1, 1280), (1.1, 1.2, 1408), (1.2, 1.4, 1536)][number]
    config = transformers.EfficientNetConfig(
        width_coefficient=width, depth_coefficient=depth, hidden_dim=hidden, num_labels=1000)
    return transformers.EfficientNetForImageClassification(config)


def timm_model(name, **options):
    return timm.create_model(name, pretrained=False, **options)


NETS = []  # name here, family, input size, constructor, forward
for depth in (18, 34, 50, 101):
    NETS.append((f"resnet{depth}", "torchvision", 64, lambda d=depth: torchvision_model(f"resnet{d}"), resnet))
for number in range(4):
    NETS.append((f"efficientnet-b{number}", "torchvision", 72,
                 lambda n=number: torchvision_model(f"efficientnet_b{n}"), efficientnet))
    NETS.append((f"tf-efficientnet-b{number}", "timm", 72,
                 lambda n=number: timm_model(f"tf_efficientnet_b{n}"), pooled_timm))
for number in range(5):
    NETS.append((f"efficientnet-lite{number}", "timm", 72,
                 lambda n=number: timm_model(f"tf_efficientnet_lite{n}"), pooled_timm))
NETS.append(("mobilenetv3-large", "torchvision", 72, lambda: torchvision_model("mobilenet_v3_large"), mobilenet))
NETS.append(("mobilenetv3-large-timm", "timm", 72, lambda: timm_model("mobilenetv3_large_100"), mobilenet_timm))
for size in ("tiny", "small", "base"):
    NETS.append((f"convnext-{size}", "torchvision", 64,
                 lambda s=size: torchvision_model(f"convnext_{s}"), convnext))
for size in ("small", "base"):
    NETS.append((f"dinov2-{size}-14", "timm", 112, lambda s=size: timm_model(f"vit_{s}_patch14_dinov2"), dinov2))
NETS.append(("vit-base-16", "torchvision", 224, lambda: torchvision_model("vit_b_16"), vit))
NETS.append(("vit-small-16", "timm", 80, lambda: timm_model("vit_small_patch16_224", dynamic_img_size=True), vit_timm))
NETS.append(("vit-small-16", "Hugging Face transformers", 224, lambda: hf_vit("small"), vit_transformers))
NETS.append(("dinov2-small-14", "Hugging Face transformers", 518, lambda: hf_dinov2("small"), dinov2_transformers))

KEYS = [(name, family, make) for name, family, size, make, _ in NETS]
KEYS += [("resnet50", "timm", lambda: timm_model("resnet50"))]
KEYS += [(f"efficientnet-b{n}", "timm", lambda n=n: timm_model(f"efficientnet_b{n}")) for n in range(4)]
KEYS += [(f"convnext-{s}", "timm", lambda s=s: timm_model(f"convnext_{s}")) for s in ("tiny", "small", "base")]
KEYS += [(f"vit-{s}-16", "timm", lambda s=s: timm_model(f"vit_{s}_patch16_224")) for s in ("base",)]
KEYS += [(f"resnet{d}", "Hugging Face transformers", lambda d=d: hf_resnet(d)) for d in (18, 34, 50, 101)]
KEYS += [(f"tf-efficientnet-b{n}", "Hugging Face transformers", lambda n=n: hf_efficientnet(n)) for n in range(4)]
KEYS += [(f"convnext-{s}", "Hugging Face transformers", lambda s=s: hf_convnext(s)) for s in ("tiny", "small", "base")]
KEYS += [("vit-base-16", "Hugging Face transformers", lambda: hf_vit("base"))]
KEYS += [("dinov2-base-14", "Hugging Face transformers", lambda: hf_dinov2("base"))]
