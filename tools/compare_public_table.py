"""Print how our features compare with the public table of GTZAN's 30 s tracks.

    compare_public_table.py FEATURES_DUMP    with EARMARK_SHARED in the environment

The table was made by a librosa of about 2020 on whole tracks. Three figures a column, all as
shares of the column's standard deviation in the table, worst over the FLAC samples:
    ours     our features of the whole track as one segment, against the table
    0.11     librosa 0.11's, against the table
    0.11r    the same with reflected instead of zero padding, as librosa padded then
docs/formats/features.md explains what remains.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import librosa
import numpy as np
import pandas as pd
from librosa_features import COLUMNS, SR, table_row


def ours(dump: str, y: np.ndarray) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        track, out = pathlib.Path(folder, "in.f32"), pathlib.Path(folder, "out.f32")
        y.astype("<f4").tofile(track)
        subprocess.run([dump, track, out, str(len(y))], check=True)
        return np.fromfile(out, "<f4")[: len(COLUMNS)].astype(np.float64)


def reflected(y: np.ndarray) -> np.ndarray:
    """librosa_features.table_row with the padding of a librosa of 2020; the tempo as it is."""
    reflect = {"pad_mode": "reflect"}
    S = librosa.stft(y, **reflect)
    harmony, perceptr = (librosa.istft(part, length=len(y)) for part in librosa.decompose.hpss(S))
    series = [
        librosa.feature.chroma_stft(y=y, sr=SR, **reflect),
        librosa.feature.rms(y=y, **reflect),
        librosa.feature.spectral_centroid(y=y, sr=SR, **reflect),
        librosa.feature.spectral_bandwidth(y=y, sr=SR, **reflect),
        librosa.feature.spectral_rolloff(y=y, sr=SR, **reflect),
        librosa.feature.zero_crossing_rate(y),
        harmony,
        perceptr,
    ]
    row = [statistic for x in series for statistic in (np.mean(x), np.var(x))]
    row.append(np.ravel(librosa.beat.beat_track(y=y, sr=SR)[0])[0])
    for coefficient in librosa.feature.mfcc(y=y, sr=SR, n_mfcc=20, **reflect):
        row += [np.mean(coefficient), np.var(coefficient)]
    return np.array(row, dtype=np.float64)


def main() -> None:
    data = pathlib.Path(os.environ["EARMARK_SHARED"], "data")
    table = pd.read_csv(data / "tables/gtzan_features_30_sec.csv")
    table["filename"] = table["filename"].str.replace(r"\.(au|wav)$", "", regex=True)
    table = table.set_index("filename")
    spread = table[COLUMNS].std().to_numpy()
    differences = []
    for path in sorted((data / "samples").glob("*.flac")):
        if path.stem not in table.index:
            print(f"{path.stem}: not in the table")
            continue
        y, _ = librosa.load(path, sr=SR)
        public = table.loc[path.stem, COLUMNS].to_numpy(dtype=np.float64)
        mine, now, before = ours(sys.argv[1], y), table_row(y), reflected(y)
        print(f"{path.stem}: tempo ours {mine[16]:.1f}, 0.11 {now[16]:.1f}, table {public[16]:.1f}")
        differences.append([np.abs(x - public) / spread for x in (mine, now, before)])
    worst = np.max(differences, axis=0)
    print(f"{'column':28} {'ours':>8} {'0.11':>8} {'0.11r':>8}")
    for c, column in enumerate(COLUMNS):
        print(f"{column:28} {worst[0, c]:8.4f} {worst[1, c]:8.4f} {worst[2, c]:8.4f}")


if __name__ == "__main__":
    main()
