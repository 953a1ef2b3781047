"""Writes Tests/RuntimeTests/Models/tiny.onnx and tiny.json: a small net, and what ONNX Runtime answers for one input.

Run from the checkout's root with the reference Python: python Tests/Reference/tiny_net.py
"""
import json
import pathlib

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

folder = pathlib.Path("Tests/RuntimeTests/Models")
folder.mkdir(parents=True, exist_ok=True)
random = numpy.random.default_rng(7)


def weight(name, *shape):
    return numpy_helper.from_array(random.standard_normal(shape).astype(numpy.float32), name)


graph = helper.make_graph(
    [
        helper.make_node("Conv", ["image", "kernel", "bias"], ["convolved"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["convolved"], ["map"]),
        helper.make_node("GlobalAveragePool", ["map"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["features"]),
        helper.make_node("MatMul", ["features", "matrix"], ["logits"]),
    ],
    "tiny",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 8, 8])],
    [
        helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", 4]),
        helper.make_tensor_value_info("map", TensorProto.FLOAT, ["N", 4, 8, 8]),
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 5]),
    ],
    [weight("kernel", 4, 3, 3, 3), weight("bias", 4), weight("matrix", 4, 5)],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model, full_check=True)
onnx.save(model, folder / "tiny.onnx")

# Value i of the golden input is (i % 17) / 8 - 1.
image = ((numpy.arange(192) % 17) / 8 - 1).astype(numpy.float32).reshape(1, 3, 8, 8)
session = onnxruntime.InferenceSession(folder / "tiny.onnx", providers=["CPUExecutionProvider"])
answers = dict(zip(["features", "map", "logits"], session.run(["features", "map", "logits"], {"image": image})))
golden = {name: [float(f"{value:.7g}") for value in values.ravel()] for name, values in answers.items()}
(folder / "tiny.json").write_text(json.dumps(golden, indent=1, sort_keys=True) + "\n")
