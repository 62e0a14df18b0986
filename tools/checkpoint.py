"""The TensorFlow checkpoint of MSD_musicnn that the PyPI package musicnn carries."""

import ast
import importlib.metadata
import os
import pathlib
import shutil
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

FOLDER = "musicnn/MSD_musicnn"


def package_file(name: str) -> pathlib.Path:
    return pathlib.Path(importlib.metadata.distribution("musicnn").locate_file(name))


class Checkpoint:
    """The variables by name, without those that only training needs."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        stem = pathlib.Path(self.folder.name) / "msd"
        # Its files have no stem, and TensorFlow needs one.
        for part in (".index", ".data-00000-of-00001", ".meta"):
            shutil.copy(package_file(f"{FOLDER}/{part}"), f"{stem}{part}")
        self.meta = pathlib.Path(f"{stem}.meta")
        self.reader = tf.train.load_checkpoint(str(stem))

    def __getitem__(self, name: str) -> np.ndarray:
        return self.reader.get_tensor(name)

    def names(self) -> list[str]:
        return sorted(self.reader.get_variable_to_shape_map())

    @staticmethod
    def tags() -> list[str]:
        """Read, not imported: the package's own imports need libraries that are not there."""
        tree = ast.parse(package_file("musicnn/configuration.py").read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and node.targets[0].id == "MSD_LABELS":
                return ast.literal_eval(node.value)
        raise ValueError("musicnn/configuration.py names no MSD_LABELS")

    @staticmethod
    def licence() -> str:
        return package_file("musicnn-0.1.0.dist-info/LICENSE.md").read_text(encoding="utf-8")
