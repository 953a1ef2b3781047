#!/usr/bin/env python3
"""What a Core ML package answers, by NumPy: evaluate_program.py MODEL.mlpackage IMAGE.png …

Core ML runs on Apple's devices only. Here coremltools reads the package, checks every operation's parameters and types while it
loads the program, and each operation is computed by its documented meaning, one after the other. Prints one JSON object an
image: the program's outputs, by name. Needs coremltools, numpy and Pillow.
"""

import json
import logging
import math
import sys

import numpy
from PIL import Image

logging.disable(logging.WARNING)
import coremltools  # noqa: E402
from coremltools.converters.mil.frontend.milproto.load import load  # noqa: E402

error_function = numpy.vectorize(math.erf, otypes=[numpy.float32])


def windows(x, kernel, strides, pad, fill):
    x = numpy.pad(x, ((0, 0), (0, 0), (pad[0], pad[1]), (pad[2], pad[3])), constant_values=fill)
    view = numpy.lib.stride_tricks.sliding_window_view(x, tuple(kernel), axis=(2, 3))
    return view[:, :, :: strides[0], :: strides[1]]


def conv(x, weight, strides, pad_type, pad, dilations, groups, bias=None):
    assert pad_type == "custom" and list(dilations) == [1, 1]
    seen = windows(x, weight.shape[2:], strides, pad, 0)
    n, channels, rows, columns = seen.shape[:4]
    seen = seen.reshape(n, groups, channels // groups, rows, columns, -1)
    kernel = weight.reshape(groups, weight.shape[0] // groups, weight.shape[1], -1)
    sums = numpy.einsum("ngcyxk,gock->ngoyx", seen, kernel, optimize=True).reshape(n, -1, rows, columns)
    return sums if bias is None else sums + bias[:, None, None]


def max_pool(x, kernel_sizes, strides, pad_type, pad, ceil_mode):
    assert pad_type == "custom" and not ceil_mode
    return windows(x, kernel_sizes, strides, pad, -numpy.inf).max(axis=(4, 5))


def batch_norm(x, mean, variance, gamma, beta, epsilon):
    shape = (1, -1, 1, 1)
    factor = gamma / numpy.sqrt(variance + epsilon)
    return x * factor.reshape(shape) + (beta - mean * factor).reshape(shape)


def layer_norm(x, axes, gamma, beta, epsilon):
    assert list(axes) == [-1]
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / numpy.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon) * gamma + beta


def softmax(x, axis):
    powers = numpy.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def gelu(x, mode):
    assert mode == "EXACT"
    return x * (1 + error_function(x / numpy.float32(math.sqrt(2)))) / 2


def matmul(x, y, transpose_x, transpose_y):
    turned = [numpy.swapaxes(v, -1, -2) if turn else v for v, turn in ((x, transpose_x), (y, transpose_y))]
    return turned[0] @ turned[1]


def reduce_log_sum_exp(x, axes, keep_dims):
    largest = x.max(axis=tuple(axes), keepdims=True)
    sums = numpy.log(numpy.exp(x - largest).sum(axis=tuple(axes), keepdims=True)) + largest
    return sums if keep_dims else sums.squeeze(tuple(axes))


OPERATIONS = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "real_div": lambda x, y: x / y,
    "clip": lambda x, alpha, beta: numpy.clip(x, alpha, beta),
    "relu": lambda x: numpy.maximum(x, 0),
    "relu6": lambda x: numpy.clip(x, 0, 6),
    "sigmoid": lambda x: 1 / (1 + numpy.exp(-x)),
    "silu": lambda x: x / (1 + numpy.exp(-x)),
    "sigmoid_hard": lambda x, alpha, beta: numpy.clip(alpha * x + beta, 0, 1),
    "gelu": gelu,
    "conv": conv,
    "max_pool": max_pool,
    "batch_norm": batch_norm,
    "layer_norm": layer_norm,
    "linear": lambda x, weight, bias: x @ weight.T + bias,
    "matmul": matmul,
    "softmax": softmax,
    "reduce_mean": lambda x, axes, keep_dims: x.mean(axis=tuple(axes), keepdims=bool(keep_dims)),
    "reduce_log_sum_exp": reduce_log_sum_exp,
    "concat": lambda values, axis, interleave: numpy.concatenate(values, axis=axis),
    "split": lambda x, num_splits, axis: numpy.split(x, num_splits, axis=axis),
    "gather": lambda x, indices, axis: numpy.take(x, indices, axis=axis),
    "reshape": lambda x, shape: x.reshape(shape),
    "transpose": lambda x, perm: x.transpose(perm),
    "slice_by_index": lambda x, begin, end: x[tuple(slice(a, b) for a, b in zip(begin, end))],
    "classify": lambda probabilities, classes: (
        classes[int(probabilities.argmax())],
        dict(zip(classes, (float(p) for p in probabilities.ravel()))),
    ),
}


def value(var, known):
    """What a parameter is: computed before, or the program's own constant."""
    if isinstance(var, (list, tuple)):
        return [value(one, known) for one in var]
    return known[var.name] if var.name in known else var.val


def evaluate(function, stated, known):
    for operation in function.operations:
        if operation.op_type == "const":
            continue
        # What the program leaves out, coremltools adds with its default, which the functions above mean.
        taken = stated[operation.outputs[0].name]
        results = OPERATIONS[operation.op_type](**{name: value(operation.inputs[name], known) for name in taken})
        for var, result in zip(operation.outputs, results if isinstance(results, (list, tuple)) else [results]):
            if isinstance(result, numpy.ndarray):
                assert tuple(var.shape) == result.shape, (operation.name, var.shape, result.shape)
                result = result.astype(numpy.float32)
            known[var.name] = result
    return {var.name: known[var.name] for var in function.outputs}


def main(package, images):
    model = coremltools.models.MLModel(package, skip_model_load=True)
    spec = model.get_spec()
    function = load(spec, spec.specificationVersion, file_weights_dir=model.weights_dir).functions["main"]
    block = spec.mlProgram.functions["main"].block_specializations["CoreML5"]
    stated = {operation.outputs[0].name: list(operation.inputs) for operation in block.operations}
    lists = {}
    for var in (var for one in function.operations if one.op_type == "classify" for var in [one.inputs["classes"]]):
        # coremltools has no values for lists of its own.
        listed = block.operations[-1].inputs["classes"].arguments[0].value.immediateValue.list.values
        lists[var.name] = [one.immediateValue.tensor.strings.values[0] for one in listed]
    size = spec.description.input[0].type.imageType
    for image in images:
        opened = Image.open(image).convert("RGB")
        assert opened.size == (size.width, size.height), opened.size
        planes = numpy.asarray(opened, dtype=numpy.float32).transpose(2, 0, 1)[None]
        outputs = evaluate(function, stated, {"image": planes, **lists})
        print(json.dumps({k: v.tolist() if isinstance(v, numpy.ndarray) else v for k, v in outputs.items()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
