"""Writes the graphs of the sentence encoder: models/encoder/whole.onnx and bytes.onnx.

    python -m models.encoder.graph

Six layers of BERT (Devlin et al. 2019) over the embeddings of texts (B, T, 384) of ``lengths`` word pieces (B), the
others empty; out come the word pieces (B, T, 384). Texts share the products of matrices and nothing else. The graph
names its weights and holds none: nlp/embedding/packaged.py gives it those of the encoder's package, so nothing is
shipped twice. ``bytes`` multiplies in 8 bits, its inputs scaled a row (a word piece) at a time, so that one outlier
does not coarsen all others: cosine to 32 bits .996, against .992 with one scale for a whole text as onnxruntime's own
tool has it (80 texts, November 2026). Needs ``onnx``, which only development installs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from onnx import TensorProto, helper, save_model

HERE = Path(__file__).resolve().parent
SIZE, HEADS, INNER, LAYERS = 384, 12, 1536, 6
#: Of one layer: name, inputs, outputs. Query, key and value are one matrix.
MATRICES = (("join_in", SIZE, 3 * SIZE), ("join", SIZE, SIZE), ("up", SIZE, INNER), ("down", INNER, SIZE))
NORMS = ("norm", "last_norm")


class _Graph:
    """Nodes and tensors in the making."""

    def __init__(self, bytes_: bool) -> None:
        self.bytes = bytes_
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []

    def constant(self, name: str, kind: int, values: list[float] | list[int], shape: list[int]) -> None:
        self.tensors.append(helper.make_tensor(name, kind, shape, values))

    def weight(self, name: str, shape: list[int], kind: int = TensorProto.FLOAT) -> str:
        """A tensor that is given when the graph is loaded."""
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="given")
        self.tensors.append(tensor)
        return name

    def node(self, kind: str, inputs: list[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def product(self, x: str, name: str, rows: int, columns: int) -> str:
        """x (T, rows) times a matrix, plus its bias."""
        bias = self.weight(f"{name}.bias", [columns])
        if not self.bytes:
            self.node("MatMul", [x, self.weight(f"{name}.weight", [rows, columns])], f"{name}.product")
            return self.node("Add", [f"{name}.product", bias], f"{name}.out")
        matrix = self.weight(f"{name}.weight", [rows, columns], TensorProto.INT8)
        scale = self.weight(f"{name}.scale", [columns])
        self.node("Abs", [x], f"{name}.abs")
        self.node("ReduceMax", [f"{name}.abs", "last"], f"{name}.most", keepdims=0)
        self.node("Mul", [f"{name}.most", "step"], f"{name}.step")
        self.node("Max", [f"{name}.step", "least"], f"{name}.steps")
        self.node("QuantizeLinear", [x, f"{name}.steps", "zeros"], f"{name}.byte", axis=0)
        given = [f"{name}.byte", matrix, "one", scale, "zero"]
        self.node("MatMulIntegerToFloat", given, f"{name}.real", domain="com.microsoft")
        self.node("Unsqueeze", [f"{name}.steps", "last"], f"{name}.rows")
        self.node("Mul", [f"{name}.real", f"{name}.rows"], f"{name}.product")
        return self.node("Add", [f"{name}.product", bias], f"{name}.out")

    def norm(self, x: str, other: str, name: str) -> str:
        self.node("Add", [x, other], f"{name}.in")
        scale, bias = self.weight(f"{name}.weight", [SIZE]), self.weight(f"{name}.bias", [SIZE])
        return self.node("LayerNormalization", [f"{name}.in", scale, bias], f"{name}.out", axis=-1, epsilon=1e-12)

    def layer(self, x: str, at: str) -> str:
        joined = self.product(x, f"{at}.join_in", SIZE, 3 * SIZE)
        parts = [f"{at}.query", f"{at}.key", f"{at}.value"]
        self.nodes.append(helper.make_node("Split", [joined], parts, name=f"{at}.split", num_outputs=3, axis=-1))
        given = [self.node("Reshape", [part, "batch"], f"{part}.batch") for part in parts]
        attended = f"{at}.attended"
        self.node("MultiHeadAttention", [*given, "", "lengths"], attended, domain="com.microsoft", num_heads=HEADS)
        self.node("Reshape", [attended, "flat"], f"{at}.flat")
        middle = self.norm(x, self.product(f"{at}.flat", f"{at}.join", SIZE, SIZE), f"{at}.norm")
        up = self.node("Gelu", [self.product(middle, f"{at}.up", SIZE, INNER)], f"{at}.bent")
        return self.norm(middle, self.product(up, f"{at}.down", INNER, SIZE), f"{at}.last_norm")


def graph(bytes_: bool) -> Any:
    made = _Graph(bytes_)
    made.constant("flat", TensorProto.INT64, [-1, SIZE], [2])
    made.constant("last", TensorProto.INT64, [-1], [1])
    made.constant("least", TensorProto.FLOAT, [1e-9], [])
    made.constant("step", TensorProto.FLOAT, [1 / 127], [])
    made.constant("one", TensorProto.FLOAT, [1.0], [])
    made.constant("zero", TensorProto.UINT8, [128], [])
    made.node("Shape", ["x"], "batch")
    x = made.node("Reshape", ["x", "flat"], "rows")
    made.node("Shape", ["rows"], "length", start=0, end=1)
    zero = helper.make_tensor("value", TensorProto.UINT8, [1], [128])
    made.node("ConstantOfShape", ["length"], "zeros", value=zero)
    for number in range(LAYERS):
        x = made.layer(x, str(number))
    made.node("Reshape", [x, "batch"], "y")
    body = helper.make_graph(
        made.nodes,
        "encoder",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, ["B", "T", SIZE]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["B"]),
        ],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["B", "T", SIZE])],
        made.tensors,
    )
    known = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]  # the second: of onnxruntime
    return helper.make_model(body, opset_imports=known, ir_version=9)


def main() -> None:
    for name, bytes_ in (("whole", False), ("bytes", True)):
        path = HERE / f"{name}.onnx"
        save_model(graph(bytes_), str(path))
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
