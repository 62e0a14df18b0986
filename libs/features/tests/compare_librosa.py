"""Compare every column and the tensor with librosa's on real recordings.

    compare_librosa.py FEATURES_DUMP [--segment-s S] [--tracks-per-genre N] [--save FILE.npz]

librosa decodes the recordings under EARMARK_SHARED; both programs get the same float samples.
Exits with 77, "skipped", where the recordings or librosa are missing.
"""

import argparse
import concurrent.futures
import csv
import functools
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
SEGMENTS_PER_TRACK = 3
# A table's values serve a classifier that looks at them against their spread over music.
TOLERANCE = 1e-3
# Tempo and tuning are argmaxima: two candidates may come within rounding of each other.
LEAST_AGREEMENT = 0.99
# Of one coefficient of one frame, in the same measure as the columns.
TENSOR_TOLERANCE = 1e-3

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools"))


def choose(shared: pathlib.Path, tracks_per_genre: int) -> list[pathlib.Path]:
    """All samples and some tracks of each genre, spread over its list."""
    chosen = sorted(p for p in (shared / "data/samples").iterdir() if p.suffix in (".flac", ".mp3"))
    by_genre: dict[str, list[str]] = {}
    with (shared / "data/tracks.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            by_genre.setdefault(row["genre"], []).append(row["file"])
    for files in by_genre.values():
        step = len(files) / tracks_per_genre
        chosen += [shared / "data" / sorted(files)[int(i * step)] for i in range(tracks_per_genre)]
    return chosen


def spread_segments(path: pathlib.Path, n_samples: int, sr: int):
    """Up to SEGMENTS_PER_TRACK whole segments; a shorter excerpt is repeated to fill one."""
    import librosa
    import numpy as np

    y, _ = librosa.load(path, sr=sr)
    if len(y) < n_samples:
        y = np.resize(y, n_samples)
    whole = y[: len(y) // n_samples * n_samples].reshape(-1, n_samples)
    n = min(SEGMENTS_PER_TRACK, len(whole))
    return whole[np.linspace(0, len(whole) - 1, n).astype(int)].astype("<f4")


def reference(path: pathlib.Path, n_samples: int):
    import numpy as np
    from librosa_features import SR, segment_features

    segments = spread_segments(path, n_samples, SR)
    return segments, np.stack([segment_features(y) for y in segments])


def report(names: list[str], columns: list[str], ours, theirs) -> list[str]:
    """Prints the worst case of each column; returns what is wrong."""
    import numpy as np

    spread = theirs.std(axis=0)
    allowed = TOLERANCE * np.maximum(np.abs(theirs), spread)
    error = np.abs(ours - theirs)
    share = np.where(error > 0, error / np.maximum(allowed, 1e-300), 0.0)
    share[~np.isfinite(ours)] = np.inf
    same_tuning = ours[:, 57] == theirs[:, 57]
    same_tempo = np.isclose(ours[:, columns.index("tempo")], theirs[:, columns.index("tempo")])
    wrong = []
    print(f"{'column':28} {'std':>11} {'worst':>11} {'allowed':>11} {'share':>7}  segment")
    for c, column in enumerate(columns):
        counts = np.ones(len(ours), bool)
        if column.startswith("chroma"):
            counts = same_tuning
        if column == "tempo":
            counts = same_tempo
        at = int(np.argmax(np.where(counts, share[:, c], -1.0)))
        print(
            f"{column:28} {spread[c]:11.4g} {error[at, c]:11.3g} {allowed[at, c]:11.3g} "
            f"{share[at, c]:7.3f}  {names[at]}"
        )
        if share[at, c] > 1.0:
            wrong.append(f"{column} differs by {error[at, c]:.3g} in {names[at]}")
    tensor_spread = theirs[:, 58:].std(axis=0)
    tensor_share = np.abs(ours[:, 58:] - theirs[:, 58:]) / np.maximum(
        np.abs(theirs[:, 58:]), tensor_spread
    )
    print(f"tensor: worst share of its tolerance {tensor_share.max() / TENSOR_TOLERANCE:.3f}")
    if not tensor_share.max() <= TENSOR_TOLERANCE:
        wrong.append(f"the tensor differs by {tensor_share.max():.3g}")
    for what, same in (("tempo", same_tempo), ("tuning", same_tuning)):
        print(
            f"{what}: the same in {same.sum()} of {len(same)} segments ({100 * same.mean():.2f} %)"
        )
        index = columns.index("tempo") if what == "tempo" else 57
        for i in np.flatnonzero(~same):
            print(f"  {names[i]}: ours {ours[i, index]:.4g}, librosa {theirs[i, index]:.4g}")
        if same.mean() < LEAST_AGREEMENT:
            wrong.append(f"{what} agrees in only {100 * same.mean():.2f} % of segments")
    columns_checked = np.where(np.isfinite(share[:, :57]), share[:, :57], 0)
    columns_checked[~same_tuning, :2] = 0
    columns_checked[~same_tempo, columns.index("tempo")] = 0
    print(f"worst column error: {columns_checked.max():.3f} of the allowed {TOLERANCE}")
    return wrong


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("features_dump")
    parser.add_argument("--segment-s", type=float, default=3)
    parser.add_argument("--tracks-per-genre", type=int, default=10)
    parser.add_argument("--save", help="where to write both programs' values")
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    shared = os.environ.get("EARMARK_SHARED", "")
    if not pathlib.Path(shared, "data/tracks.csv").is_file():
        print("skipped: EARMARK_SHARED does not name a folder with data/tracks.csv")
        return SKIPPED
    try:
        import numpy as np
        from librosa_features import COLUMNS, SR, segment_features
    except ImportError as error:
        print(f"skipped: {error}")
        return SKIPPED
    n_samples = round(arguments.segment_s * SR)
    paths = choose(pathlib.Path(shared), arguments.tracks_per_genre)
    # Fills numba's cache: two processes that fill it at once leave code that crashes its readers.
    segment_features(np.random.default_rng(0).uniform(-1, 1, n_samples).astype("<f4"))
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        one = functools.partial(reference, n_samples=n_samples)
        results = list(pool.map(one, paths, chunksize=4))
    names = [
        f"{p.name}[{i}]" for p, (s, _) in zip(paths, results, strict=True) for i in range(len(s))
    ]
    theirs = np.concatenate([features for _, features in results])
    with tempfile.TemporaryDirectory() as folder:
        segments, out = pathlib.Path(folder, "segments.f32"), pathlib.Path(folder, "out.f32")
        np.concatenate([s for s, _ in results]).tofile(segments)
        subprocess.run([arguments.features_dump, segments, out, str(n_samples)], check=True)
        ours = np.fromfile(out, "<f4").reshape(len(theirs), -1).astype(np.float64)
    ours[:, 57] = np.round(ours[:, 57], 2)  # the tuning's resolution; float32 in the file
    theirs[:, 57] = np.round(theirs[:, 57], 2)
    if arguments.save:
        np.savez(arguments.save, names=names, ours=ours, theirs=theirs)
    print(f"{len(paths)} recordings, {len(theirs)} segments of {arguments.segment_s:g} s")
    wrong = report(names, COLUMNS, ours, theirs)
    print("\n".join(wrong) or "features: as librosa")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
