"""Write the network CED-tiny that the crate soundevents carries as ONNX: a trunk of the tagger.

    ced_to_onnx.py SOUNDEVENTS LABELS.csv OUT.onnx [--licence FILE]

CED (Dinkel et al. 2023, Apache-2.0) names 527 kinds of sound, those of AudioSet. SOUNDEVENTS is the
crate's folder, LABELS.csv the list of class names of the crate soundevents-dataset.

The crate's graph begins with a waveform; ours begins with its log-mel spectrogram, 3 s long: input
"log_mel", float32 [N, 288, 64] in dB; output "embedding", float32 [N, 1103]: the means over the
tokens (192 each) after blocks 6 and 9 of 12 and at the end, and the logits of the 527 tags, whose
names are in the metadata. Weights
stay 8-bit integers with one scale a tensor, as the crate has them.
"""

import argparse
import csv
import pathlib

import numpy as np
import onnx
from onnx import numpy_helper
from onnx_graph import Graph

N_FRAMES, N_MELS, PATCH = 288, 64, 16
N_TIMES, N_BANDS = N_FRAMES // PATCH, N_MELS // PATCH
WIDTH, N_HEADS, N_BLOCKS, N_TAGS = 192, 3, 12, 527
N_TOKENS = N_TIMES * N_BANDS
INNER_BLOCKS = (6, 9)
N_VALUES = WIDTH * (len(INNER_BLOCKS) + 1) + N_TAGS
EPSILON = {"init_bn": 1e-5, "block": 1e-6, "head": 1e-5}


def arrays_of(model: onnx.ModelProto) -> dict[str, tuple[np.ndarray, ...]]:
    """By name: (values,), or (integers, scale, zero) where they are kept as integers."""
    plain = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    arrays = {name: (values,) for name, values in plain.items()}
    for node in model.graph.node:
        if node.op_type == "DequantizeLinear":
            arrays[node.output[0]] = tuple(plain[name] for name in node.input)
    return arrays


def kernels_in_order(model: onnx.ModelProto, arrays: dict) -> list[str]:
    """The constant matrices of the blocks' products, which have no names that tell: in order of
    use, for each block qkv, projection, fc1, fc2."""
    products = (n.input[1] for n in model.graph.node if n.op_type == "MatMul")
    found = [name for name in products if name in arrays and "mel" not in name]
    if len(found) != 4 * N_BLOCKS:
        raise ValueError(f"{len(found)} products with constants, not 4 a block")
    return found


class CedGraph(Graph):
    def __init__(self, model: onnx.ModelProto):
        super().__init__("ced_tiny", {})
        self.arrays = arrays_of(model)
        self.kernels = iter(kernels_in_order(model, self.arrays))

    def weight(self, theirs: str, ours: str) -> str:
        parts = self.arrays[theirs if theirs in self.arrays else f"{theirs}_dq"]
        if len(parts) == 1:
            return self.constant(ours, parts[0].astype(np.float32))
        names = [
            self.constant(f"{ours}.{part}", values)
            for part, values in zip(("integers", "scale", "zero"), parts, strict=True)
        ]
        return self.add("DequantizeLinear", names, ours)

    def values(self, theirs: str) -> np.ndarray:
        parts = self.arrays[theirs if theirs in self.arrays else f"{theirs}_dq"]
        if len(parts) == 1:
            return parts[0]
        integers, scale, zero = (part.astype(np.float32) for part in parts)
        return (integers - zero) * scale

    def reshape(self, value: str, output: str, shape: list[int]) -> str:
        name = self.constant(f"{output}.shape", np.array(shape, np.int64))
        return self.add("Reshape", [value, name], output)

    def norm(self, value: str, theirs: str, output: str, epsilon: float) -> str:
        weights = [self.weight(f"{theirs}.{p}", f"{output}.{p}") for p in ("weight", "bias")]
        return self.add("LayerNormalization", [value, *weights], output, axis=-1, epsilon=epsilon)

    def linear(self, value: str, bias: str, output: str) -> str:
        kernel = self.weight(next(self.kernels), f"{output}.kernel")
        product = self.add("MatMul", [value, kernel], f"{output}.product")
        return self.add("Add", [product, self.weight(bias, f"{output}.bias")], output)

    def tokens(self) -> str:
        """The patches of 16 frames by 16 bands, each with its place added: [N, 72, 192]."""
        e = "model.encoder"
        # Bands become channels, which init_bn normalises, and then rows.
        turned = self.add("Transpose", ["log_mel"], "bands", perm=[0, 2, 1])
        parts = ("weight", "bias", "running_mean", "running_var")
        names = [self.weight(f"{e}.init_bn.{part}", f"init_bn.{part}") for part in parts]
        normal = self.add(
            "BatchNormalization", [turned, *names], "normal", epsilon=EPSILON["init_bn"]
        )
        image = self.reshape(normal, "image", [-1, 1, N_MELS, N_FRAMES])
        kernel = self.weight(f"{e}.patch_embed.proj.weight", "patches.kernel")
        bias = self.weight(f"{e}.patch_embed.proj.bias", "patches.bias")
        patches = self.add("Conv", [image, kernel, bias], "patches", strides=[PATCH, PATCH])
        places = self.values(f"{e}.time_pos_embed")[..., :N_TIMES] + self.values("alias")
        placed = self.add("Add", [patches, self.constant("places", places)], "placed")
        flat = self.reshape(placed, "flat", [-1, WIDTH, N_TOKENS])
        return self.add("Transpose", [flat], "tokens", perm=[0, 2, 1])

    def mean(self, tokens: str, output: str) -> str:
        axes = self.constant(f"{output}.axes", np.array([1], np.int64))
        return self.add("ReduceMean", [tokens, axes], output, keepdims=0)

    def attention(self, value: str, theirs: str, block: str) -> str:
        size = WIDTH // N_HEADS
        qkv = self.linear(value, f"{theirs}.qkv.bias", f"{block}.qkv")
        parted = self.reshape(qkv, f"{block}.parted", [-1, N_TOKENS, 3 * N_HEADS, size])
        heads = self.add("Transpose", [parted], f"{block}.heads", perm=[0, 2, 1, 3])
        names = [f"{block}.{part}" for part in ("query", "key", "value")]
        self.add_many("Split", [heads], names, axis=1, num_outputs=len(names))
        keys = self.add("Transpose", [names[1]], f"{block}.keys", perm=[0, 1, 3, 2])
        scores = self.add("MatMul", [names[0], keys], f"{block}.scores")
        unit = self.constant(f"{block}.unit", np.array(size**-0.5, np.float32))
        scaled = self.add("Mul", [scores, unit], f"{block}.scaled")
        shares = self.add("Softmax", [scaled], f"{block}.shares", axis=-1)
        mixed = self.add("MatMul", [shares, names[2]], f"{block}.mixed")
        joined = self.add("Transpose", [mixed], f"{block}.joined", perm=[0, 2, 1, 3])
        flat = self.reshape(joined, f"{block}.flat", [-1, N_TOKENS, WIDTH])
        return self.linear(flat, f"{theirs}.proj.bias", f"{block}.attention")

    def block(self, value: str, i: int) -> str:
        theirs, ours = f"model.encoder.blocks.{i}", f"block{i}"
        normal = self.norm(value, f"{theirs}.norm1", f"{ours}.norm1", EPSILON["block"])
        mixed = self.attention(normal, f"{theirs}.attn", ours)
        value = self.add("Add", [value, mixed], f"{ours}.heard")
        normal = self.norm(value, f"{theirs}.norm2", f"{ours}.norm2", EPSILON["block"])
        wide = self.linear(normal, f"{theirs}.mlp.fc1.bias", f"{ours}.wide")
        bent = self.add("Gelu", [wide], f"{ours}.gelu")
        narrow = self.linear(bent, f"{theirs}.mlp.fc2.bias", f"{ours}.narrow")
        return self.add("Add", [value, narrow], f"{ours}.out")

    def build(self) -> str:
        value = self.tokens()
        means = []
        for i in range(N_BLOCKS):
            value = self.block(value, i)
            if i + 1 in INNER_BLOCKS:
                means.append(self.mean(value, f"mean{i + 1}"))
        value = self.norm(value, "model.encoder.norm", "normal_tokens", EPSILON["block"])
        mean = self.mean(value, "mean")
        normal = self.norm(mean, "model.outputlayer.0", "normal_mean", EPSILON["head"])
        kernel = self.weight("model.outputlayer.1.weight", "tags.kernel")
        bias = self.weight("model.outputlayer.1.bias", "tags.bias")
        logits = self.add("Gemm", [normal, kernel, bias], "tags", transB=1)
        return self.add("Concat", [*means, mean, logits], "embedding", axis=1)


CHANGES = """# ced.onnx

The weights of CED-Tiny, unchanged; the graph was written anew: it begins with the log-mel
spectrogram and gives inner values too. The names of its tags are those of AudioSet (Google Inc.),
CC BY 4.0.
"""


def read_tags(path: pathlib.Path) -> list[str]:
    """Names hold commas, so that those are taken out: the metadata separate names by them."""
    with path.open(newline="", encoding="utf-8") as file:
        tags = [row["display_name"].replace(",", "") for row in csv.DictReader(file)]
    if len(tags) != N_TAGS:
        raise ValueError(f"{path} names {len(tags)} classes, not {N_TAGS}")
    return tags


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("crate", type=pathlib.Path)
    parser.add_argument("labels", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--licence", type=pathlib.Path)
    arguments = parser.parse_args()
    notices = ("THIRD_PARTY_NOTICES.md", "LICENSE-APACHE")
    texts = ((arguments.crate / name).read_text(encoding="utf-8") for name in notices)
    notice = "\n".join((CHANGES, *texts))
    graph = CedGraph(onnx.load(arguments.crate / "models/tiny.onnx"))
    output = graph.build()
    metadata = {
        "tags": ",".join(read_tags(arguments.labels)),
        "source": "CED-tiny (mispeech/ced-tiny), from the crate soundevents 0.5.0",
        "licence": "Apache-2.0",
    }
    model = graph.model(("log_mel", [N_FRAMES, N_MELS]), output, N_VALUES, metadata)
    onnx.save(model, arguments.out)
    if arguments.licence:
        arguments.licence.write_text(notice, encoding="utf-8")


if __name__ == "__main__":
    main()
