"""What the reference does for one song, as a script: decode, 57 columns and MFCCs of each 3 s
segment by librosa, a scikit-learn forest and a Keras network, the mean of both.

The models are made on the spot by --make DIR with the reference's shapes (random weights cost the
same time); without it they are loaded from DIR, as the reference loads its own.
"""

import argparse
import pathlib
import pickle

import numpy as np

SAMPLE_RATE = 22_050
SEGMENT = 3 * SAMPLE_RATE


def make(folder: pathlib.Path) -> None:
    import keras
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(0)
    folder.mkdir(parents=True, exist_ok=True)
    forest = RandomForestClassifier(random_state=0, n_jobs=2)
    forest.fit(rng.normal(size=(8000, 57)), rng.integers(0, 10, 8000))
    (folder / "forest.pkl").write_bytes(pickle.dumps(forest))
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((130, 13, 1)),
            layers.BatchNormalization(),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(2, padding="same"),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2, padding="same"),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.save(folder / "network.keras")


def predict(folder: pathlib.Path, audio: str) -> np.ndarray:
    import sys

    import keras
    import librosa

    sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
    from librosa_features import mfcc_tensor, table_row

    forest = pickle.loads((folder / "forest.pkl").read_bytes())
    network = keras.models.load_model(folder / "network.keras")
    y, _ = librosa.load(audio, sr=SAMPLE_RATE)
    segments = [y[i * SEGMENT : (i + 1) * SEGMENT] for i in range(len(y) // SEGMENT)]
    rows = np.array([table_row(segment) for segment in segments])
    tensors = np.array([mfcc_tensor(segment) for segment in segments])
    both = forest.predict_proba(rows) + network.predict(tensors[..., None], verbose=0)
    return both.mean(axis=0) / 2


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("audio", nargs="?")
    parser.add_argument("--make", action="store_true")
    arguments = parser.parse_args()
    if arguments.make:
        make(arguments.folder)
    else:
        print(np.round(predict(arguments.folder, arguments.audio), 3))
