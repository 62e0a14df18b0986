"""The pipeline's two data sets as deepchecks takes them: a table each, a row a segment of 3 s."""

import dataclasses
import json
import pathlib

import numpy as np
import pandas as pd
from problem import Problem

MAKE = "`make pipeline TRACKS=tracks.csv` makes it"
LABEL = "genre"
GROUP = "artist or track"


@dataclasses.dataclass(frozen=True)
class DataSet:
    """Rows that train and that test. Their index is the segment's row in data/prepared."""

    name: str
    title: str
    network_input: str  # of the model that learned from it
    features: list[str]
    train: pd.DataFrame
    test: pd.DataFrame
    tensors: np.ndarray | None = None

    def to_input(self, rows: pd.DataFrame) -> np.ndarray:
        """What the model takes of rows, be they changed or not."""
        values = rows[self.features].to_numpy(dtype=np.float64)
        if self.tensors is None:
            return values
        return with_moments(self.tensors[rows.index.to_numpy()], values)


def moments(tensors: np.ndarray) -> np.ndarray:
    """[n, 2 * n_mfcc]: mean and standard deviation of each coefficient over a segment's frames."""
    wide = tensors.astype(np.float64)
    return np.concatenate([wide.mean(axis=1), wide.std(axis=1)], axis=1)


def with_moments(tensors: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The tensors moved and stretched so that their moments are these: where deepchecks changes a
    column of the table, the network hears the segment that has it."""
    n_mfcc = tensors.shape[2]
    present = moments(tensors)
    mean, deviation = present[:, :n_mfcc], present[:, n_mfcc:]
    stretch = np.divide(
        wanted[:, n_mfcc:], deviation, out=np.ones_like(deviation), where=deviation > 0
    )
    moved = (tensors - mean[:, None]) * stretch[:, None] + wanted[:, None, :n_mfcc]
    unchanged = np.isclose(present, wanted, rtol=1e-9, atol=1e-9).all(axis=1)
    return np.where(unchanged[:, None, None], tensors, moved)


def read(folder: pathlib.Path, name: str) -> pathlib.Path:
    if not (folder / name).is_file():
        raise Problem(f"there is no {folder / name}: {MAKE}")
    return folder / name


def read_array(folder: pathlib.Path, name: str, shape: tuple[int | None, ...]) -> np.ndarray:
    """@param shape  that it must have; None for any length"""
    file = read(folder, name)
    try:
        values = np.load(file, mmap_mode="r")
    except (ValueError, EOFError, OSError) as error:
        raise Problem(f"{file} is no NumPy array ({error}): {MAKE} again") from error
    fits = len(shape) == values.ndim and all(
        want in (None, have) for want, have in zip(shape, values.shape, strict=True)
    )
    if not fits:
        wanted = ", ".join("any" if length is None else str(length) for length in shape)
        raise Problem(f"{file} has the shape {values.shape}, not ({wanted}): {MAKE} again")
    return values


def read_feature_names(folder: pathlib.Path) -> list[str]:
    file = read(folder, "manifest.json")
    try:
        return list(json.loads(file.read_text(encoding="utf-8"))["recipe"]["feature_names"])
    except (ValueError, TypeError, KeyError) as error:
        raise Problem(f"{file} is no manifest of prepared data: {MAKE} again") from error


def read_segments(folder: pathlib.Path) -> pd.DataFrame:
    file = read(folder, "segments.csv")
    try:
        segments = pd.read_csv(file, dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise Problem(f"{file} is no table ({error}): {MAKE} again") from error
    for column in ("track", "genre", "artist", "split"):
        if column not in segments:
            raise Problem(f"{file} has no column {column}: {MAKE} again")
    return segments


def rows_of(segments: pd.DataFrame, side: str, table: pd.DataFrame) -> pd.DataFrame:
    rows = table.loc[segments.index[segments["split"] == side]]
    if rows.empty:
        raise Problem(f"no segment's split is {side} in segments.csv: {MAKE}, with train and test")
    return rows


def table_of(segments: pd.DataFrame, values: np.ndarray, columns: list[str]) -> pd.DataFrame:
    group = segments["artist"].where(segments["artist"] != "", segments["track"])
    return pd.DataFrame(values, columns=columns).assign(**{LABEL: segments["genre"], GROUP: group})


def read_prepared(folder: pathlib.Path) -> list[DataSet]:
    """Both data sets. Altered copies take no part: each is like its song by design."""
    names = read_feature_names(folder)
    segments = read_segments(folder)
    features = table_of(
        segments, read_array(folder, "features.npy", (len(segments), len(names))), names
    )
    tensors = read_array(folder, "mfcc.npy", (len(segments), None, None))
    numbers = range(1, tensors.shape[2] + 1)
    columns = [f"mfcc{i} {kind}" for kind in ("mean", "deviation") for i in numbers]
    mfcc = table_of(segments, moments(tensors), columns)
    if "copy_of" in segments:
        segments = segments[segments["copy_of"] == ""]
    sides = {
        name: [rows_of(segments, side, table) for side in ("train", "test")]
        for name, table in (("gtzan", features), ("mfcc", mfcc))
    }
    return [
        DataSet("gtzan", "Table of features", "features", names, *sides["gtzan"]),
        DataSet("mfcc", "MFCC tensors", "mfcc", columns, *sides["mfcc"], tensors),
    ]
