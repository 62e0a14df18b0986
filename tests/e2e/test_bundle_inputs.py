"""What a bundle tells of the songs that it learned from."""

import csv
import json
import shutil

import numpy as np
import pytest

# A float's digits, and a quantile between two songs.
TOLERANCE = 1e-5


def inputs_of(bundle) -> dict:
    return json.loads((bundle / "inputs.json").read_text())


def middle_rows(prepared, splits) -> np.ndarray:
    """The table row of the middle segment of each track on one of these sides."""
    features = np.load(prepared / "features.npy")
    tracks: dict[str, list[int]] = {}
    with (prepared / "segments.csv").open(newline="") as file:
        for i, row in enumerate(csv.DictReader(file)):
            if row["split"] in splits:
                tracks.setdefault(row["track"], []).append(i)
    return features[[rows[len(rows) // 2] for rows in tracks.values()]]


def test_a_new_bundle_tells_how_the_songs_were_spread_that_it_learned_from(bundle, prepared):
    inputs = inputs_of(bundle)
    rows = middle_rows(prepared, {"train"})
    assert inputs["n_songs"] == len(rows)
    assert len(inputs["columns"]) == rows.shape[1] == 57
    for values, column in zip(rows.T, inputs["columns"].values(), strict=True):
        bins = np.searchsorted(column["limits"], values, side="left")
        shares = np.bincount(bins, minlength=len(column["shares"])) / len(values)
        np.testing.assert_allclose(column["shares"], shares, atol=TOLERANCE)


def test_one_that_does_not_tell_is_told_later(earmark, bundle, prepared, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(bundle, old)
    manifest = json.loads((old / "bundle.json").read_text())
    del manifest["inputs"]
    (old / "bundle.json").write_text(json.dumps(manifest))
    (old / "inputs.json").unlink()
    done = earmark("bundle", "inputs", old, "--data", prepared, "--rows", "train")
    assert done.code == 0, done.err
    assert f"{inputs_of(bundle)['n_songs']} songs" in done.out
    assert (old / "inputs.json").read_text() == (bundle / "inputs.json").read_text()
    shown = earmark("bundle", "show", old).out
    assert f"inputs of {inputs_of(bundle)['n_songs']} songs" in shown
    assert "inputs.json: sound" in earmark("bundle", "verify", old).out


def test_a_copy_has_it_too(earmark, bundle, tmp_path):
    out = tmp_path / "copy"
    assert earmark("bundle", "export", bundle, "--out", out).code == 0
    assert (out / "inputs.json").read_bytes() == (bundle / "inputs.json").read_bytes()


def test_a_changed_file_is_refused(earmark, bundle, tmp_path):
    changed = tmp_path / "changed"
    shutil.copytree(bundle, changed)
    (changed / "inputs.json").write_text("{}")
    done = earmark("bundle", "verify", changed)
    assert done.code == 1
    assert "inputs.json is not the file that bundle.json means" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rows", "tests"), "--rows tests is no split of the data"),
        (("--data", "/nowhere"), "/nowhere"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    earmark, bundle, prepared, tmp_path, arguments, words
):
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    data = () if "--data" in arguments else ("--data", prepared)
    done = earmark("bundle", "inputs", copy, *data, *arguments)
    assert done.code in (1, 2)
    assert words in done.err
    assert (copy / "bundle.json").read_bytes() == (bundle / "bundle.json").read_bytes()
