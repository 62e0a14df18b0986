"""Lays the photographs of the web app out as sheets, one a width and theme.

npm run pictures has put them into FOLDER/WIDTH-THEME/NN-STATE.png; a sheet is OUT/states-WIDTH-THEME.png.
Some stand alone, too. All have few colours, so that the repository stays small.
"""

import argparse
import dataclasses
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

GAP = 24
LABEL_HEIGHT = 30
N_COLOURS = 64
# Of the tallest pictures, the top that is shown, in multiples of their width.
MAX_TALLNESS = 9
COLOURS = {"light": ("#e9e7e2", "#1c1b19"), "dark": ("#08090b", "#ecebe8")}


@dataclasses.dataclass
class Grid:
    """How pictures of a width are laid out: so many columns, of so many pixels each."""

    n_columns: int
    column_width: int


GRIDS = {360: Grid(10, 208), 768: Grid(6, 376), 1440: Grid(4, 560)}
ALONE = {"list": "768-light/*-list.png", "mix": "768-dark/*-mix, playing.png"}


def thumbnail(path: Path, width: int) -> Image.Image:
    """The picture at a width, cut off where it is too tall."""
    picture = Image.open(path).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, MAX_TALLNESS * picture.width)))
    height = round(picture.height * width / picture.width)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def sheet(folder: Path, grid: Grid, theme: str) -> Image.Image:
    """All pictures of a folder in the order of their names, each where a column is shortest."""
    background, ink = COLOURS[theme]
    font = ImageFont.load_default(16)
    pitch = grid.column_width + GAP
    bottoms = [GAP] * grid.n_columns
    placed = []
    for path in sorted(folder.glob("*.png")):
        column = bottoms.index(min(bottoms))
        picture = thumbnail(path, grid.column_width)
        placed.append((GAP + column * pitch, bottoms[column], picture, path.stem.split("-", 1)[1]))
        bottoms[column] += LABEL_HEIGHT + picture.height + GAP
    page = Image.new("RGB", (GAP + grid.n_columns * pitch, max(bottoms)), background)
    draw = ImageDraw.Draw(page)
    for left, top, picture, label in placed:
        draw.text((left, top), label, fill=ink, font=font)
        page.paste(picture, (left, top + LABEL_HEIGHT))
    return page


def save(picture: Image.Image, path: Path) -> None:
    """Writes a picture in few colours, the rare ones among them."""
    few = picture.quantize(N_COLOURS, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(f"{path}: {path.stat().st_size / 1024:.0f} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for width, grid in GRIDS.items():
        for theme in COLOURS:
            name = f"{width}-{theme}"
            save(sheet(options.folder / name, grid, theme), options.out / f"states-{name}.png")
    for name, pattern in ALONE.items():
        picture = Image.open(next(options.folder.glob(pattern))).convert("RGB")
        save(picture, options.out / f"{name}.png")


if __name__ == "__main__":
    main()
