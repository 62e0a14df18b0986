"""A model of a bundle, as deepchecks asks models: like a classifier of scikit-learn."""

import collections.abc
import pathlib

import numpy as np
import onnxruntime
import pandas as pd

N_AT_ONCE = 4096  # rows: memory stays bounded

ToInput = collections.abc.Callable[[pd.DataFrame], np.ndarray]


class OnnxModel:
    """What `earmark bundle export --format onnx` wrote; it gives the engine's own probabilities."""

    def __init__(self, file: pathlib.Path, to_input: ToInput) -> None:
        """@param to_input  from rows of the data set to what the network takes, row by row"""
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )
        self.to_input = to_input
        genres = self.session.get_modelmeta().custom_metadata_map.get(
            "genres", ""
        )  # a trunk has none
        self.classes_ = np.array(genres.split(","))

    @property
    def input_name(self) -> str:
        return self.session.get_inputs()[0].name

    def predict_proba(self, rows: pd.DataFrame) -> np.ndarray:
        values = self.to_input(rows).astype(np.float32)
        parts = [
            self.session.run(None, {self.input_name: values[i : i + N_AT_ONCE]})[0]
            for i in range(0, len(values), N_AT_ONCE)
        ]
        floats = np.concatenate(parts).astype(np.float64)
        return floats / floats.sum(axis=1, keepdims=True)  # 1 to the last digit, which is asked for

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        return self.classes_[self.predict_proba(rows).argmax(axis=1)]
