"""earmark check: every planted fault is found, and nothing else."""

import csv
import functools
import json
import shutil

import numpy as np
import pytest
import soundfile

RATE = 22050
SECONDS = 13.0
GENRES = ("blues", "metal", "pop")
N_OF_GENRE = 24


@functools.cache
def music(seed: int, rate: int = RATE, seconds: float = SECONDS) -> np.ndarray:
    """Notes and beats that no other seed has; peak 0.3."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * rate)) / rate
    y = np.zeros(t.size)
    for first in rng.integers(0, t.size, int(6 * seconds)):
        at = t[: min(rate // 2, t.size - first)]
        hz = 110 * 2 ** (rng.integers(0, 37) / 12)
        tone = sum(np.sin(2 * np.pi * k * hz * at) / k for k in range(1, 5))
        beat = rng.standard_normal(at.size) * rng.uniform(0.2, 1)
        y[first : first + at.size] += np.exp(-8 * at) * tone + np.exp(-30 * at) * beat
    y += 0.01 * rng.standard_normal(t.size)
    return (0.3 * y / np.abs(y).max()).astype(np.float32)


class SongList:
    """A folder of songs and its list."""

    def __init__(self, folder):
        self.folder = folder
        self.rows = {}

    def add(self, name, y, *, rate=RATE, ending="wav", **labels):
        file = self.folder / f"{name}.{ending}"
        if isinstance(y, bytes):
            file.write_bytes(y)
        else:
            soundfile.write(file, y, rate)
        row = {"genre": "pop", "artist": f"artist of {name}", "split": "train"}
        self.rows[name] = {"id": name, "file": file.name, **row, **labels}

    def write(self, **columns):
        for row in self.rows.values():
            row.update(columns)
        with (self.folder / "tracks.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, next(iter(self.rows.values())).keys())
            writer.writeheader()
            writer.writerows(self.rows.values())
        return self.folder / "tracks.csv"


def clean_songs(folder, change=lambda y, split: y):
    songs = SongList(folder)
    for seed in range(len(GENRES) * N_OF_GENRE):
        split = "valid" if seed % 2 else "train"
        y = change(music(seed), split)
        songs.add(f"good{seed}", y, genre=GENRES[seed % len(GENRES)], split=split)
    return songs


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return clean_songs(tmp_path_factory.mktemp("clean")).write()


def check(earmark, *arguments):
    done = earmark("check", *arguments, "--json", "-")
    return done, json.loads(done.out)


def found(report) -> set[tuple[str, ...]]:
    return {(f["kind"], *sorted(f["tracks"])) for f in report["findings"]}


def test_nothing_is_found_in_a_clean_set(earmark, clean):
    done, report = check(earmark, "--tracks", clean, "--strict")
    assert report["findings"] == []
    assert report["not_checked"] == []
    assert report["passed"] and done.code == 0
    assert report["n_tracks"] == len(GENRES) * N_OF_GENRE
    assert report["genres"]["pop"] == {"n_tracks": 24, "by_split": {"train": 12, "valid": 12}}
    text = earmark("check", "--tracks", clean)
    assert text.code == 0
    assert text.out == "72 tracks, 15:36 of sound: nothing found\n"


def plant(songs):
    """One of each fault. Returns what is to be found, but for drift and columns."""
    expected = set()

    def fault(kind, name, y, *others, **labels):
        songs.add(name, y, **labels)
        expected.add((kind, *sorted((name, *others))))

    def sound_of(name):
        return soundfile.read(songs.folder / songs.rows[name]["file"], dtype="float32")[0]

    fault("unreadable", "text", b"this is no sound")
    fault("silent", "silent", np.zeros(int(SECONDS * RATE), np.float32))
    fault("clipped", "clipped", np.clip(12 * music(500), -1, 1))
    fault("too_short", "brief", music(501, seconds=1.2))
    fault("wrong_rate", "slow", music(502, rate=16000), rate=16000)
    # Of pop and train, as the copies are.
    a, b, c, d, e = (f"good{seed}" for seed in range(2, 32, 6))
    fault("duplicate", "same_file", (songs.folder / f"{a}.wav").read_bytes(), a)
    songs.add("as_ogg", sound_of(b), ending="ogg")
    fault("near_duplicate", "as_mp3", sound_of(b), "as_ogg", b, ending="mp3")
    fault("near_duplicate", "louder", 2.5 * sound_of(c), c)
    fault("near_duplicate", "shifted", sound_of(d)[int(1.37 * RATE) :], d)
    fault("two_labels", "relabelled", 0.9 * sound_of(e), e, genre="metal")
    other_side = "good5"  # pop, valid
    fault("recording_across_split", "leaked", 0.9 * sound_of(other_side), other_side)
    songs.rows["good1"]["artist"] = "The Two Sides"
    fault("artist_across_split", "artist", music(503), "good1", artist="two sides")
    for seed in range(4):
        split = "valid" if seed % 2 else "train"
        songs.add(f"ska{seed}", music(510 + seed), genre="ska", split=split)
    songs.rows["good7"]["artist"] = ""
    return expected


def test_every_planted_fault_is_found_and_nothing_else(earmark, tmp_path):
    songs = clean_songs(tmp_path, lambda y, split: y * (0.25 if split == "valid" else 1.0))
    expected = plant(songs)
    tracks = songs.write(bpm="120")
    done, report = check(earmark, "--tracks", tracks, "--html", tmp_path / "page.html")
    by_column = {}
    for finding in report["findings"]:
        if finding["column"]:
            by_column.setdefault(finding["kind"], set()).add(finding["column"])
        assert finding["message"] and finding["severity"] in ("error", "warning")
    drifted = by_column.pop("split_drift")
    assert by_column == {
        "class_imbalance": {"ska"},
        "missing_values": {"artist"},
        "constant_column": {"bpm"},
    }
    # Valid is quieter, which every column of level shows; the notes are alike.
    assert {"rms_mean", "mfcc1_mean"} <= drifted
    assert not {"tempo", "chroma_stft_mean", "spectral_centroid_mean"} & drifted
    columns = {"split_drift", *by_column}
    assert {f for f in found(report) if f[0] not in columns} == expected
    assert done.code == 1 and not report["passed"]
    assert report["n_errors"] == 5
    page = (tmp_path / "page.html").read_text()
    assert page.count("<svg") == 1 + 6 and "http" not in page.replace("http-equiv", "")
    assert "prefers-color-scheme" in page


def test_the_text_names_the_worst_of_each_kind(earmark, tmp_path):
    songs = clean_songs(tmp_path)
    for i, times in enumerate((12, 20, 16, 28, 24)):
        songs.add(f"clipped{i}", np.clip(times * music(600 + i), -1, 1))
    tracks = songs.write()
    done = earmark("check", "--tracks", tracks)
    assert done.code == 0
    assert "5 warnings" in done.out.splitlines()[0]
    assert done.out.index("clipped3: ") < done.out.index("clipped4: ")
    assert "  and 2 more" in done.out and "clipped0" not in done.out
    assert earmark("check", "--tracks", tracks, "--strict").code == 1
    assert earmark("check", "--tracks", tracks, "--strict", "--max-clipped", "0.9").code == 0


def test_prepared_data_are_checked_without_the_songs(earmark, clean, tmp_path):
    data = tmp_path / "data"
    prepared = earmark("prepare", "--tracks", clean, "--trunks", "none", "--out", data)
    assert prepared.code == 0, prepared.err
    done, report = check(earmark, "--data", data)
    assert done.code == 0 and report["findings"] == []
    assert "clipped" in report["not_checked"][0]["kinds"]

    values = np.load(data / "features.npy")
    names = json.loads((data / "manifest.json").read_text())["recipe"]["feature_names"]
    values[:, names.index("tempo")] = 120
    values[5, names.index("rms_mean")] = np.nan
    np.save(data / "features.npy", values)
    report = check(earmark, "--data", data)[1]
    assert {(f["kind"], f["column"]) for f in report["findings"]} == {
        ("constant_column", "tempo"),
        ("missing_values", "rms_mean"),
    }


def test_a_new_batch_is_held_against_training_data(earmark, clean, tmp_path):
    data = tmp_path / "data"
    earmark("prepare", "--tracks", clean, "--trunks", "none", "--out", data)
    batch = SongList(tmp_path)
    for i in range(36):
        batch.add(f"new{i}", music(700 + i), genre=GENRES[i % 3], split="")
    shutil.copy(clean.parent / "good2.wav", tmp_path / "new2.wav")
    report = check(earmark, "--tracks", batch.write(), "--against", data)[1]
    assert found(report) == {("recording_in_training", "new2")}
    assert report["n_training_tracks"] == 72

    for i in range(36):
        soundfile.write(tmp_path / f"new{i}.wav", 0.2 * music(700 + i), RATE)
    report = check(earmark, "--tracks", batch.write(), "--against", clean)[1]
    assert {f["kind"] for f in report["findings"]} == {"batch_drift"}
    assert "rms_mean" in {f["column"] for f in report["findings"]}


def test_folders_of_genres_are_checked_too(earmark, tmp_path):
    for seed in range(6):
        folder = tmp_path / GENRES[seed % 2]
        folder.mkdir(exist_ok=True)
        soundfile.write(folder / f"{seed}.wav", music(seed), RATE)
    shutil.copy(tmp_path / "blues" / "0.wav", tmp_path / "metal" / "copy.wav")
    done, report = check(earmark, "--genres-dir", tmp_path)
    assert done.code == 1
    assert found(report) == {("two_labels", "0", "copy")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "one of --tracks CSV, --genres-dir DIR and --data DIR"),
        (["--tracks", "a.csv", "--data", "d"], "one of --tracks CSV"),
        (["--data", "d", "--root", "r"], "--root goes with --tracks, not with --data"),
        (["--data", "/nowhere"], "no prepared data set"),
        (["--tracks", "/nowhere.csv"], "/nowhere.csv"),
        (["--tracks", "a.csv", "--min-s", "x"], "--min-s must be a number from 0.01"),
        (["--tracks", "a.csv", "--sample-rate", "12"], "--sample-rate must be a whole number"),
        (["--tracks", "a.csv", "--max-ks", "2"], "--max-ks must be a number from 0 to 1"),
        (["--tracks", "a.csv", "--json", "/nowhere/x"], "there is no folder /nowhere"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(earmark, arguments, message):
    done = earmark("check", *arguments)
    assert done.code == 2
    assert message in done.err
    assert done.out == ""


def test_a_split_column_that_is_not_there_is_wrong_usage(earmark, tmp_path):
    songs = SongList(tmp_path)
    songs.add("a", music(1, seconds=4))
    done = earmark("check", "--tracks", songs.write(), "--split-column", "fold")
    assert done.code == 2
    assert "no track has a value in the column fold" in done.err
