"""Reading pictures of `earmark plot` back."""

import pathlib

import matplotlib as mpl
import numpy as np
from PIL import Image


def pixels(path: pathlib.Path) -> np.ndarray:
    """[height, width, 3], 0 to 255."""
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def inside(picture: np.ndarray, axes: dict) -> np.ndarray:
    top, left = axes["top"], axes["left"]
    return picture[top : top + axes["height"], left : left + axes["width"]]


def shares(colours: np.ndarray, name: str) -> np.ndarray:
    """Places in matplotlib's colour map that these colours stand for."""
    packed = np.array([0x10000, 0x100, 1])
    table = (np.asarray(mpl.colormaps[name].colors) * 255).round().astype(int) @ packed
    order = np.argsort(table, kind="stable")
    place = np.searchsorted(table[order], colours @ packed).clip(max=255)
    assert (table[order][place] == colours @ packed).all(), "a colour that is not of the map"
    return order[place] / 255
