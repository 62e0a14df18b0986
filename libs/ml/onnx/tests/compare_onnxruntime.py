"""Hold the ONNX export against the library: python compare_onnxruntime.py ml_tool onnx_tool."""

import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import onnxruntime
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

TOLERANCE = 1e-5  # issue 3: ONNX export equal in onnxruntime within 1e-5


def table(n_rows=600, n_features=12, n_classes=5):
    rng = np.random.default_rng(6)
    y = rng.integers(0, n_classes, n_rows)
    X = (
        rng.normal(size=(n_rows, n_features)) + rng.normal(size=(n_classes, n_features))[y]
    ) * 10.0 ** rng.integers(-4, 4, n_features)
    return X.astype(np.float32), y


def main() -> int:
    ml_tool, onnx_tool = sys.argv[1:3]
    X, y = table()
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        np.save(folder / "y.npy", y.astype(float))
        for kind, dtype, options in [
            ("forest", np.float32, []),
            ("forest", np.float32, ["min_samples_leaf=9"]),
            ("naive-bayes", np.float64, []),
            ("logistic-regression", np.float64, ["C=0.01"]),
            ("logistic-regression", np.float64, ["C=0.01", "strangeness=5"]),
        ]:
            np.save(folder / "X.npy", X.astype(dtype))
            np.save(folder / "X_test.npy", X if kind == "logistic-regression" else X.astype(dtype))
            subprocess.run(
                [
                    ml_tool,
                    kind,
                    f"X={folder / 'X.npy'}",
                    f"X_test={folder / 'X_test.npy'}",
                    f"y={folder / 'y.npy'}",
                    f"out={folder / 'p.npy'}",
                    f"save={folder / 'model'}",
                    *options,
                ],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            subprocess.run([onnx_tool, kind, folder / "model", folder / "model.onnx"], check=True)
            session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
            )
            (p,) = session.run(["probabilities"], {session.get_inputs()[0].name: X})
            difference = np.abs(p - np.load(folder / "p.npy")).max()
            print(
                f"{kind} {' '.join(options)}: largest difference {difference:.2g} (limit {TOLERANCE:g})"
            )
            worst = max(worst, difference)
    return int(not worst <= TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
