"""Grows ONNX graphs node by node, for the tools that bring a network into our form."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 20, 9


class Graph:
    """A network from one float input to one float output, both [N, ...] with N free."""

    def __init__(self, name: str, weights: dict[str, np.ndarray]):
        self.name = name
        self.weights = dict(weights)
        self.nodes: list[onnx.NodeProto] = []

    def add(self, op: str, inputs: list[str], output: str, **attributes) -> str:
        """A node; its output's name, which names the node too, is returned."""
        return self.add_many(op, inputs, [output], **attributes)[0]

    def add_many(self, op: str, inputs: list[str], outputs: list[str], **attributes) -> list[str]:
        self.nodes.append(helper.make_node(op, inputs, outputs, name=outputs[0], **attributes))
        return outputs

    def constant(self, name: str, values) -> str:
        self.weights[name] = np.asarray(values)
        return name

    def model(
        self, inputs: tuple[str, list], output: str, n_values: int, metadata: dict[str, str]
    ) -> onnx.ModelProto:
        """Checked, with the weights inside; the output is [N, n_values]."""
        tensor = helper.make_tensor_value_info
        model = helper.make_model(
            helper.make_graph(
                self.nodes,
                self.name,
                [tensor(inputs[0], TensorProto.FLOAT, ["N", *inputs[1]])],
                [tensor(output, TensorProto.FLOAT, ["N", n_values])],
                [numpy_helper.from_array(array, name) for name, array in self.weights.items()],
            ),
            producer_name="earmark",
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )
        helper.set_model_props(model, metadata)
        onnx.checker.check_model(model, full_check=True)
        return model
