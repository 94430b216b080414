"""Gives the exported recogniser onnxruntime's own attention in place of the products that torch writes, and adds rows
where torch adds numbers.

One operator for scores, shares and weighted sum keeps no scores of all pairs of word pieces: the network takes 43 ms of
an article of 480 words where it took 51 (November 2026; a third of it by other norming, see nlp/entities). It has no
mask: reading takes one window at a time, unpadded. What lists say of a word is added to the row of its first piece: row
by row that takes .3 ms where it took 1.5 (32.0 ms for 33.2 in all, 28 November 2026), with the same result to the last
bit. Knows the names that torch gives the parts of network.py; must not know weights. Needs ``onnx``, which only
development installs.
"""

from __future__ import annotations

from typing import Any

import onnx


def fuse(model: Any, heads: int) -> Any:
    """The model with one operator for the attention of each layer, and without what is then computed for nobody.

    Raises ValueError where a layer is not as torch wrote it in 2026.
    """
    graph = model.graph
    made = {name: node for node in graph.node for name in node.output}
    layers = sum(node.op_type == "Softmax" for node in graph.node)
    if not layers:
        raise ValueError("no attention to be replaced: has it been already?")
    for number in range(layers):
        at = f"/layers.{number}"
        given = [f"{at}/{part}/Add_output_0" for part in ("query", "key", "value")]
        joined = [
            node for node in graph.node if node.op_type == "Reshape" and node.output[0] == f"{at}/Reshape_3_output_0"
        ]
        if any(name not in made for name in given) or len(joined) != 1:
            raise ValueError(f"layer {number} of the export has other names than torch gave it in 2026")
        old, place = joined[0].output[0], list(graph.node).index(joined[0])
        joined[0].output[0] = f"{old}_before"
        new = onnx.helper.make_node(
            "MultiHeadAttention", given, [old], name=f"{at}/attention", domain="com.microsoft", num_heads=heads
        )
        graph.node.insert(place, new)
    if all(known.domain != "com.microsoft" for known in model.opset_import):
        model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    _prune(graph)
    return model


def add_rows(model: Any) -> Any:
    """The model with what is added to some rows added to whole rows.

    Rows that are named twice get the same sum twice, as the network has it. Raises ValueError where the model has not
    one such addition, as torch wrote it in 2026.
    """
    graph = model.graph
    made = {name: node for node in graph.node for name in node.output}
    old = [node for node in graph.node if node.op_type == "ScatterElements"]
    if len(old) != 1:
        raise ValueError(f"{len(old)} additions to be replaced where one was looked for: has it been already?")
    (add,) = (node for node in graph.node if old[0].output[0] in node.input)
    (rows,) = (name for name in add.input if name != old[0].output[0])
    # Both were spread over the components of a row.
    index, added = (made[old[0].input[number]].input[0] for number in (1, 2))
    place = list(graph.node).index(add)
    graph.node.remove(add)
    graph.node.insert(place, onnx.helper.make_node("ScatterND", [rows, index, "/cued/sum"], add.output))
    graph.node.insert(place, onnx.helper.make_node("Add", ["/cued/rows", added], ["/cued/sum"]))
    graph.node.insert(place, onnx.helper.make_node("Gather", [rows, "first"], ["/cued/rows"], axis=0))
    _prune(graph)
    return model


def _prune(graph: Any) -> None:
    """Takes out nodes, tensors and inputs that nothing asks for."""
    asked = {value.name for value in graph.output}
    kept = []
    for node in reversed(graph.node):
        if asked.intersection(node.output):
            asked.update(node.input)
            kept.append(node)
    for part, rest in (
        (graph.node, kept[::-1]),
        (graph.initializer, [tensor for tensor in graph.initializer if tensor.name in asked]),
        (graph.input, [value for value in graph.input if value.name in asked]),
    ):
        del part[:]
        part.extend(rest)
