"""What the cards need of the reports and the list of tracks, in one JSON that can be committed.

The reports name every track and lie outside of version control; this keeps their sums, the most
confident mistakes and what the list says of its sources. No sound, no path.
"""

import collections
import csv
import json
import pathlib
import random

from cards.problem import Problem

CHOICES = ("accurate", "fast", "forest", "naive-bayes", "cnn", "tagger")
N_MISTAKES = 10
N_RESAMPLES = 2000
TRAINING = "make train-models TRACKS=tracks.csv"
NOT_MUSIC = "python3 tools/measure_not_music.py --tracks tracks.csv --json reports/not_music.json"
ROBUSTNESS = "make robustness TRACKS=tracks.csv"
DEEP_CHECKS = "scripts/deep-checks --findings docs/cards/deep_checks.json"
Row = dict[str, str]


def read_json(path: pathlib.Path, command: str) -> dict:
    """The file's value; where there is none, the problem names the command that makes it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Problem(f"there is no {path}: `{command}` makes it") from None
    except json.JSONDecodeError as error:
        raise Problem(f"{path} is no JSON ({error}): `{command}` makes it again") from error


def read_tracks(path: pathlib.Path) -> list[Row]:
    if not path.is_file():
        raise Problem(f"there is no list of tracks {path}")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for column in ("id", "genre", "artist", "title", "source", "label", "note", "split"):
        if not rows or column not in rows[0]:
            raise Problem(f"{path} has no column {column}")
    return rows


def interval(groups: list[list[bool]]) -> list[float]:
    """95 % of the share of right answers, by drawing groups (artists) with replacement."""
    chance = random.Random(0)
    shares = []
    for _ in range(N_RESAMPLES):
        drawn = [answer for group in chance.choices(groups, k=len(groups)) for answer in group]
        shares.append(sum(drawn) / len(drawn))
    shares.sort()
    return [round(shares[int(at * (N_RESAMPLES - 1))], 6) for at in (0.025, 0.975)]


def artist_key(row: Row) -> str:
    """Spellings of one artist differ in case and signs; without an artist a track is its own."""
    letters = "".join(c for c in row["artist"].lower() if c.isalnum())
    return f"artist {letters}" if letters else f"track {row['id']}"


def by_source(tracks: list[dict], rows: dict[str, Row]) -> dict[str, dict]:
    found: dict[str, dict[str, list[bool]]] = collections.defaultdict(
        lambda: collections.defaultdict(list)
    )
    for track in tracks:
        row = rows[track["id"]]
        found[row["source"]][artist_key(row)].append(track["predicted"] == track["genre"])
    result = {}
    for source, artists in sorted(found.items()):
        answers = [answer for group in artists.values() for answer in group]
        result[source] = {
            "n_tracks": len(answers),
            "n_artists": len(artists),
            "accuracy": round(sum(answers) / len(answers), 6),
            "accuracy_ci95": interval(list(artists.values())),
        }
    return result


def mistakes(tracks: list[dict], rows: dict[str, Row]) -> list[dict]:
    """The wrong answers given with the most confidence."""
    wrong = [t for t in tracks if t["predicted"] and t["predicted"] != t["genre"]]
    wrong.sort(key=lambda t: (-t["confidence"], t["id"]))
    return [
        {
            "artist": rows[t["id"]]["artist"],
            "title": rows[t["id"]]["title"],
            "source": rows[t["id"]]["source"],
            **{name: t[name] for name in ("genre", "predicted", "confidence", "unsure")},
        }
        for t in wrong[:N_MISTAKES]
    ]


def choice(path: pathlib.Path, rows: dict[str, Row]) -> dict:
    report = read_json(path, TRAINING)
    if not str(report["protocol"]).startswith("by-artist: "):
        raise Problem(f"{path} is not judged over folds by artist: `{TRAINING}` makes it again")
    tracks = report.pop("tracks")
    unknown = [t["id"] for t in tracks if t["id"] not in rows]
    if unknown:
        raise Problem(f"the list of tracks has no {unknown[0]}, which {path} has")
    return report | {"by_source": by_source(tracks, rows), "mistakes": mistakes(tracks, rows)}


def counts(rows: list[Row], column: str) -> dict[str, int]:
    return dict(sorted(collections.Counter(row[column] for row in rows).items()))


def source(rows: list[Row]) -> dict:
    known = [row for row in rows if row["artist"]]
    return {
        "n_tracks": len(rows),
        "n_artists": len({artist_key(row) for row in known}),
        "n_unknown_artist": len(rows) - len(known),
        "genres": counts(rows, "genre"),
        "excerpts": counts([row for row in rows if row["note"] == "excerpt"], "genre"),
        "labels": counts(rows, "label"),
        "notes": counts([row for row in rows if row["note"]], "note"),
        "splits": counts(rows, "split"),
    }


def sources(rows: list[Row]) -> dict[str, dict]:
    names = sorted({row["source"] for row in rows})
    return {name: source([row for row in rows if row["source"] == name]) for name in names}


def robustness(report: dict) -> dict:
    """Without the files whose label changed."""
    for profile in report["profiles"]:
        for row in profile["rows"]:
            row.pop("changes", None)
    return report


def gather(reports: pathlib.Path, tracks: pathlib.Path) -> dict:
    listed = read_tracks(tracks)
    rows = {row["id"]: row for row in listed}
    return {
        "choices": {name: choice(reports / f"{name}.json", rows) for name in CHOICES},
        "data": source(listed),
        "sources": sources(listed),
        "robustness": robustness(read_json(reports / "robustness.json", ROBUSTNESS)),
        "not_music": read_json(reports / "not_music.json", NOT_MUSIC),
        "training": read_json(reports / "training.json", TRAINING),
    }
