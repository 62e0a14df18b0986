"""A network in a bundle: equal to onnxruntime, and refused where it could do harm."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

# Two runtimes that sum in float in other orders, over 1690 terms of a few hundred.
TOLERANCE = 1e-5


def network(n_genres=3, shape=("n", 130, 13), extra=(), metadata=()):
    """A linear layer and softmax over the MFCCs."""
    rng = np.random.default_rng(3)
    weights = (rng.standard_normal((1690, n_genres)) * 1e-4).astype(np.float32)
    nodes = [
        helper.make_node("Flatten", ["mfcc"], ["flat"], axis=1),
        helper.make_node("Gemm", ["flat", "weights"], ["logits"]),
        *extra,
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info("mfcc", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", n_genres])],
        [numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(model, dict(metadata))
    return model


@pytest.fixture
def bundle_of(earmark, models, prepared, tmp_path):
    def create(model):
        onnx.save(model, tmp_path / "cnn.onnx")
        done = earmark(
            *("bundle", "create", "--name", "net", "--version", "1", "--calibrate-on", prepared),
            *("--member", f"forest={models / 'forest'}"),
            *("--member", f"cnn={tmp_path / 'cnn.onnx'}", "--out", tmp_path / "net"),
        )
        return done, tmp_path / "net"

    return create


def test_a_network_says_what_onnxruntime_says(earmark, bundle_of, prepared, dataset):
    done, folder = bundle_of(network())
    assert done.code == 0, done.err
    song = dataset / "metal" / "3.wav"
    (line,) = earmark("predict", "--json", "--bundle", folder, song).json_lines()
    assert list(line["members"]) == ["forest", "cnn"]
    session = onnxruntime.InferenceSession(folder / "cnn.onnx", providers=["CPUExecutionProvider"])
    segments = (prepared / "segments.csv").read_text().splitlines()
    rows = [i for i, text in enumerate(segments[1:]) if "metal.3" in text]
    assert len(rows) == 2
    (want,) = session.run(None, {"mfcc": np.load(prepared / "mfcc.npy")[rows]})
    got = list(line["members"]["cnn"].values())
    assert got == pytest.approx(want.mean(axis=0).tolist(), abs=TOLERANCE)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (network(n_genres=4), "one probability a genre"),
        (network(shape=("n", 13, 130)), "not [?, 130, 13]"),
        (
            network(metadata={"genres": "blues,pop,metal"}),
            "it knows the genres blues, pop, metal, the bundle names blues, metal, pop",
        ),
        (network(metadata={"recipe": "librosa-0.10-1"}), 'the feature recipe "librosa-0.10-1"'),
        (
            network(extra=[helper.make_node("Tanh", ["logits"], ["unused"])]),
            'operator "Tanh" is not one',
        ),
    ],
)
def test_a_network_that_does_not_fit_is_refused(bundle_of, model, message):
    done, folder = bundle_of(model)
    assert done.code == 2
    assert message in done.err
    assert not folder.exists()


def test_a_damaged_network_never_crashes(earmark, bundle_of, dataset, tmp_path):
    import hashlib

    done, folder = bundle_of(network())
    assert done.code == 0, done.err
    sound = (folder / "cnn.onnx").read_bytes()
    manifest = json.loads((folder / "bundle.json").read_text())
    rng = np.random.default_rng(1)
    for _ in range(20):
        damaged = bytearray(sound)
        # Near the ends, where the structure is; the middle is weights.
        for at in rng.integers(0, 200, 3):
            damaged[int(at) if at < 100 else len(sound) - int(at) + 99] ^= int(rng.integers(1, 256))
        (folder / "cnn.onnx").write_bytes(damaged)
        manifest["members"][1]["sha256"] = hashlib.sha256(damaged).hexdigest()
        (folder / "bundle.json").write_text(json.dumps(manifest))
        done = earmark("predict", "--bundle", folder, dataset / "pop" / "0.wav")
        assert done.code in (0, 2), done.err
