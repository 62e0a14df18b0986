"""What the original graph of MSD_musicnn says: the yardstick of the tagger's trunk.

    musicnn_tags.py LOG_MEL.npy OUT.npy

LOG_MEL.npy holds patches, float32 [N, 187, 96]; OUT.npy gets the 50 tags of each, [N, 50]. The
package's own TensorFlow 1 graph runs, cut down to what leads to the tags, on its own variables.
"""

import sys

import numpy as np
from checkpoint import Checkpoint
from tensorflow.compat import v1 as tf

LOGITS = "model/dense_1/BiasAdd"


def inference_graph(meta) -> tf.GraphDef:
    whole = tf.MetaGraphDef()
    whole.ParseFromString(meta.read_bytes())
    graph = tf.graph_util.extract_sub_graph(whole.graph_def, [LOGITS])
    for node in graph.node:
        node.device = ""
        for attribute in ("_output_shapes", "_class"):
            node.attr.pop(attribute, None)
    return graph


def main(log_mel: str, out: str) -> None:
    checkpoint = Checkpoint()
    graph = inference_graph(checkpoint.meta)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(graph, name="")
        get = session.graph.get_tensor_by_name
        variables = [n.name for n in graph.node if n.op in ("VariableV2", "VarHandleOp")]
        assigns = [
            tf.assign(session.graph.get_tensor_by_name(f"{name}:0"), checkpoint[name])
            for name in variables
        ]
        session.run(assigns)
        inputs = [n.name for n in graph.node if n.op == "Placeholder"]
        feed = {get(f"{name}:0"): False for name in inputs if get(f"{name}:0").dtype == tf.bool}
        patches = next(get(f"{n}:0") for n in inputs if get(f"{n}:0").dtype == tf.float32)
        feed[patches] = np.load(log_mel)
        logits = session.run(get(f"{LOGITS}:0"), feed)
    np.save(out, 1 / (1 + np.exp(-logits)))


if __name__ == "__main__":
    main(*sys.argv[1:])
