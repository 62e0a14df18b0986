"""Write the network MSD_musicnn of the PyPI package musicnn as ONNX: the trunk of the tagger.

    musicnn_to_onnx.py OUT.onnx [--licence FILE]

Reads the TensorFlow checkpoint that the package carries (ISC licence, Music Technology Group,
Universitat Pompeu Fabra, 2019; the notice is copied to FILE and kept in the model's metadata).

Input "log_mel", float32 [N, 187, 96]; output "embedding", float32 [N, 762]: for each of 256
channels the maximum over time, then the mean (512), the penultimate layer (200) and the logits of
the 50 tags, whose names are in the metadata. Initializers are named after the layers, as
libs/nn's Musicnn names its parameters; the graph is what docs/formats/tagger.md draws.
"""

import argparse
import importlib.metadata
import pathlib

import numpy as np
import onnx
from checkpoint import Checkpoint
from onnx_graph import Graph

EPSILON = 1e-3
DEAD_KERNEL = 1e-3  # sums of magnitudes are either under 1e-6 or over 0.01
NORM = ("scale", "bias", "mean", "variance")
N_FRAMES, N_MELS = 187, 96
TIMBRAL = ("timbral1", "timbral2")
TEMPORAL = ("temporal1", "temporal2", "temporal3")
CONVOLUTIONS = (*TIMBRAL, *TEMPORAL, "middle1", "middle2", "middle3")


def numbered(name: str, i: int) -> str:
    """TensorFlow's names of the layers of one kind, in the order of their making."""
    return name if i == 0 else f"{name}_{i}"


def weights_of(checkpoint: Checkpoint) -> dict[str, np.ndarray]:
    """All arrays of the network by our names, in ONNX's layouts."""
    arrays = {}

    def take_norm(name: str, i: int) -> None:
        layer = numbered("batch_normalization", i)
        for ours, theirs in (
            ("scale", "gamma"),
            ("bias", "beta"),
            ("mean", "moving_mean"),
            ("variance", "moving_variance"),
        ):
            arrays[f"{name}.norm.{ours}"] = checkpoint[f"{layer}/{theirs}"]

    take_norm("input", 0)
    for i, name in enumerate(CONVOLUTIONS):
        kernel = checkpoint[f"{numbered('conv2d', i)}/kernel"]  # [time, band, in, out]
        if name.startswith("middle"):
            kernel = kernel.transpose(0, 2, 1, 3)  # its bands are the channels before it
        arrays[f"{name}.kernel"] = kernel.transpose(3, 2, 0, 1)
        arrays[f"{name}.bias"] = checkpoint[f"{numbered('conv2d', i)}/bias"]
        take_norm(name, i + 1)
    take_norm("pooled", 9)
    for i, name in enumerate(("penultimate", "tags")):
        arrays[f"{name}.kernel"] = checkpoint[f"{numbered('dense', i)}/kernel"]
        arrays[f"{name}.bias"] = checkpoint[f"{numbered('dense', i)}/bias"]
    take_norm("penultimate", 10)
    return {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}


def prune(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same network without the front's channels that training has let die.

    Nine in ten kernels of the front are zero (sums of magnitudes under 1e-6): their channels are
    constants. What they add to the layers behind becomes part of these layers' biases; in middle1
    that of a frame, for at the ends its padding takes the place of the constants.
    """
    weights = dict(weights)
    live, constants = [], []
    for name in TIMBRAL + TEMPORAL:
        kernel, bias = weights[f"{name}.kernel"], weights[f"{name}.bias"]
        is_live = np.abs(kernel).sum(axis=(1, 2, 3)) >= DEAD_KERNEL
        norm = {part: weights[f"{name}.norm.{part}"] for part in NORM}
        scale = norm["scale"] / np.sqrt(norm["variance"] + EPSILON)
        constants.append((np.maximum(bias, 0) - norm["mean"]) * scale + norm["bias"])
        live.append(is_live)
        for part in ("kernel", "bias", *(f"norm.{part}" for part in NORM)):
            weights[f"{name}.{part}"] = weights[f"{name}.{part}"][is_live]
    is_live, constant = np.concatenate(live), np.concatenate(constants)

    kernel = weights["middle1.kernel"][..., 0].astype(np.float64)  # [out, in, time]
    added = np.einsum("oct,c->ot", kernel[:, ~is_live], constant[~is_live])
    padded = np.pad(np.ones(N_FRAMES), kernel.shape[2] // 2)
    by_frame = np.stack([np.correlate(padded, of_channel) for of_channel in added])
    weights["middle1.frame_bias"] = by_frame[None, :, :, None]
    weights["middle1.kernel"] = weights["middle1.kernel"][:, is_live]

    n_front = len(is_live)
    n_others = len(weights["pooled.norm.mean"]) // 2 - n_front
    keep = np.repeat(np.concatenate([is_live, np.ones(n_others, bool)]), 2)
    pooled = {part: weights[f"pooled.norm.{part}"] for part in NORM}
    flat = np.repeat(np.concatenate([constant, np.zeros(n_others)]), 2)  # maximum, then mean
    flat = (flat - pooled["mean"]) * pooled["scale"] / np.sqrt(pooled["variance"] + EPSILON)
    flat += pooled["bias"]
    dense = weights["penultimate.kernel"]
    weights["penultimate.bias"] = weights["penultimate.bias"] + flat[~keep] @ dense[~keep]
    weights["penultimate.kernel"] = dense[keep]
    for part in NORM:
        weights[f"pooled.norm.{part}"] = pooled[part][keep]
    return {name: np.ascontiguousarray(array, np.float32) for name, array in weights.items()}


class MusicnnGraph(Graph):
    def __init__(self, weights: dict[str, np.ndarray]):
        super().__init__("musicnn", weights)

    def norm(self, value: str, name: str) -> str:
        parts = [f"{name}.norm.{part}" for part in NORM]
        return self.add(
            "BatchNormalization", [value, *parts], f"{name}.normalized", epsilon=EPSILON
        )

    def convolution(self, value: str, name: str, pads: list[int]) -> str:
        weights = [f"{name}.kernel", f"{name}.bias"]
        kernel_shape = list(self.weights[weights[0]].shape[2:])
        sums = self.add(
            "Conv", [value, *weights], f"{name}.sums", pads=pads, kernel_shape=kernel_shape
        )
        if f"{name}.frame_bias" in self.weights:
            sums = self.add("Add", [sums, f"{name}.frame_bias"], f"{name}.framed")
        return self.add("Relu", [sums], f"{name}.relu")

    def front(self, value: str, name: str) -> str:
        """Convolution, ReLU, normalisation, maximum over the bands that are left."""
        n_time, n_bands = self.weights[f"{name}.kernel"].shape[2:]
        before = (n_time - 1) // 2
        out = self.convolution(value, name, [before, 0, n_time - 1 - before, 0])
        out = self.norm(out, name)
        return self.add(
            "MaxPool", [out], f"{name}.max", kernel_shape=[1, N_MELS - n_bands + 1], strides=[1, 1]
        )

    def dense(self, value: str, name: str) -> str:
        return self.add("Gemm", [value, f"{name}.kernel", f"{name}.bias"], f"{name}.out")

    def build(self) -> str:
        image = self.add(
            "Unsqueeze",
            ["log_mel", self.constant("channel_axis", np.array([1], np.int64))],
            "image",
        )
        normal = self.norm(image, "input")
        front = self.add(
            "Concat", [self.front(normal, n) for n in TIMBRAL + TEMPORAL], "front", axis=1
        )
        value, layers = front, [front]
        for i in (1, 2, 3):
            out = self.norm(self.convolution(value, f"middle{i}", [3, 0, 3, 0]), f"middle{i}")
            value = out if i == 1 else self.add("Add", [out, value], f"middle{i}.joined")
            layers.append(value)
        joined = self.add("Concat", layers, "layers", axis=1)
        highest = self.add("GlobalMaxPool", [joined], "highest")
        mean = self.add("GlobalAveragePool", [joined], "mean")
        pairs = self.add("Concat", [highest, mean], "pairs", axis=3)
        flat = self.add("Flatten", [pairs], "pooled.flat", axis=1)
        pooled = self.norm(flat, "pooled")
        dense = self.dense(pooled, "penultimate")
        penultimate = self.norm(self.add("Relu", [dense], "penultimate.relu"), "penultimate")
        logits = self.dense(penultimate, "tags")
        return self.add("Concat", [pooled, penultimate, logits], "embedding", axis=1)


def to_onnx(weights: dict[str, np.ndarray], metadata: dict[str, str]) -> onnx.ModelProto:
    graph = MusicnnGraph(weights)
    output = graph.build()
    n_values = sum(
        len(weights[name]) for name in ("pooled.norm.mean", "penultimate.norm.mean", "tags.bias")
    )
    return graph.model(("log_mel", [N_FRAMES, N_MELS]), output, n_values, metadata)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--licence", type=pathlib.Path)
    arguments = parser.parse_args()
    checkpoint = Checkpoint()
    notice = checkpoint.licence()
    metadata = {
        "tags": ",".join(checkpoint.tags()),
        "source": f"musicnn {importlib.metadata.version('musicnn')}, MSD_musicnn",
        "licence": notice,
    }
    onnx.save(to_onnx(prune(weights_of(checkpoint)), metadata), arguments.out)
    if arguments.licence:
        arguments.licence.write_text(notice, encoding="utf-8")


if __name__ == "__main__":
    main()
