"""A trained network gives the same probabilities in libtorch, onnxruntime and OpenVINO.

Each runtime has a process of its own; they meet in .npy files.
"""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

# Softmax outputs of float32 networks that add in other orders.
TOLERANCE = 1e-5

RUN_ONNXRUNTIME = """
import sys
import numpy as np
import onnxruntime
folder = sys.argv[1]
session = onnxruntime.InferenceSession(folder + "/model.onnx")
x = np.load(folder + "/input.npy")
np.save(folder + "/onnxruntime.npy", session.run(["probabilities"], {"mfcc": x})[0])
"""

RUN_OPENVINO = """
import sys
import numpy as np
import openvino
folder = sys.argv[1]
model = openvino.Core().compile_model(
    folder + "/model.onnx", "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
x = np.load(folder + "/input.npy")
np.save(folder + "/openvino.npy", model({"mfcc": x})["probabilities"])
"""


@pytest.fixture(scope="module", params=["raw", "standardized"])
def case(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    subprocess.run([os.environ["EARMARK_WRITE_ONNX_CASE"], folder, request.param], check=True)
    return folder


def outputs(folder: pathlib.Path, runtime: str, script: str, path: str = "") -> np.ndarray:
    environment = dict(os.environ, PYTHONPATH=path)
    found = subprocess.run(
        [sys.executable, "-c", f"import {runtime}"],
        env=environment,
        capture_output=True,
        check=False,
    )
    if found.returncode != 0:
        pytest.skip(f"{runtime} is not installed")
    subprocess.run([sys.executable, "-c", script, folder], env=environment, check=True)
    return np.load(folder / f"{runtime}.npy")


def expect_equal(got: np.ndarray, folder: pathlib.Path) -> None:
    want = np.load(folder / "libtorch.npy")
    assert got.shape == want.shape == (7, 10)
    assert np.ptp(want) > 0.1  # the network says something
    assert np.abs(got - want).max() <= TOLERANCE


def test_onnxruntime_equals_libtorch(case):
    expect_equal(outputs(case, "onnxruntime", RUN_ONNXRUNTIME), case)


def test_openvino_equals_libtorch(case):
    folder = os.environ.get(
        "EARMARK_OPENVINO_DIR", os.environ.get("EARMARK_DEPS_DIR", "") + "/openvino"
    )
    expect_equal(outputs(case, "openvino", RUN_OPENVINO, folder), case)
