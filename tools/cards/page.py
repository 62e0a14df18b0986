"""The cards: templates of prose with tables and numbers put into their named places."""

import json
import pathlib
import re
import string
import textwrap

from cards import tables
from cards.problem import Problem

HERE = pathlib.Path(__file__).resolve().parent
MEMBERS = ("forest", "naive-bayes", "cnn", "tagger")
PROFILES = ("accurate", "fast")
INDEX = {
    "accurate": "[bundle `default`, profile `accurate`](default.md)",
    "fast": "[bundle `default`, profile `fast`](default.md)",
    **{name: f"[{tables.LABELS[name]}]({name}.md)" for name in ("tagger", "forest", "cnn")},
    "naive-bayes": "[naive Bayes](naive-bayes.md)",
}
WIDTH = 100
Values = dict[str, object]


def fill(name: str, values: Values) -> str:
    path = HERE / f"{name}.md"
    if not path.is_file():
        raise Problem(f"there is no template tools/cards/{name}.md: its prose is written by hand")
    try:
        return string.Template(path.read_text(encoding="utf-8")).substitute(values).rstrip()
    except KeyError as error:
        raise Problem(f"tools/cards/{name}.md names {error}, which nothing measures") from error


def rewrapped(text: str) -> str:
    """Paragraphs in lines of one width again: what was put into them is longer than its name."""
    blocks = text.split("\n\n")
    plain = [i for i, block in enumerate(blocks) if not block.lstrip().startswith(("|", "#", "- "))]
    for i in plain:
        blocks[i] = textwrap.fill(blocks[i], WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n\n".join(blocks)


def robustness(measured: dict, members: list[str], heading: str) -> str:
    """Of the profile that has these members, if it was measured."""
    report = measured["robustness"]
    for profile in report["profiles"]:
        if measured["choices"][profile["name"]]["members"] == members:
            values = {name: report[name] for name in ("n_songs", "n_artists", "rows", "version")}
            values |= {
                "heading": heading,
                "right": tables.percent(profile["accuracy"]),
                "right_between": tables.between(profile["accuracy_ci95"]),
                "table": tables.robustness(profile),
            }
            return fill("_robustness", values)
    return fill("_robustness_none", {"heading": heading})


def measured_part(measured: dict, name: str, heading: str) -> str:
    """What every model's card says alike."""
    report = measured["choices"][name]
    parts = ("accuracy", "by_genre", "by_source", "confusion", "calibration", "mistakes")
    values: Values = {part: getattr(tables, part)(report) for part in parts}
    values |= {
        "heading": heading,
        "protocol": report["protocol"],
        "balanced": tables.percent(report["balanced_accuracy"]),
        "macro_f1": tables.number(report["macro_f1"], 2),
        "n_failed": report["n_failed"],
        "robustness": robustness(measured, report["members"], heading),
    }
    return fill("_measured", values)


def headline(measured: dict, name: str) -> Values:
    report = measured["choices"][name]
    return {
        "right": tables.percent(report["accuracy"]),
        "right_between": tables.between(report["accuracy_ci95"]),
        "n_judged": report["n_tracks"],
    }


def not_music_part(measured: dict, bundle: dict, heading: str) -> str:
    report = measured["not_music"]
    values = {
        "heading": heading,
        "tags": ", ".join(bundle["music"]["tags"]),
        "least": bundle["music"]["least"],
        "table": tables.not_music(report),
        "n_others": report["n_others"],
        "auroc": tables.number(report["auroc"], 3),
        "n_other_music": report["n_other_music"],
        "auroc_confidence": tables.number(report["auroc_confidence"], 3),
    }
    return fill("_not_music", values)


def data_part(measured: dict) -> str:
    data = measured["data"]
    values = {
        "n_songs": data["n_tracks"],
        "n_unknown": data["n_unknown_artist"],
        "n_excerpts": sum(data["excerpts"].values()),
        "excerpt_genres": ", ".join(data["excerpts"]),
        "sources": tables.data_sources(measured["sources"]),
    }
    return fill("_data", values)


def cost_part(measured: dict, names: tuple[str, ...], facts: dict) -> str:
    training, watts = measured["training"], facts["watts_per_core"]
    for name in names:
        if name not in training["runs"]:
            raise Problem(
                f"reports/training.json has no time of {name}: "
                "`make train-models TRACKS=tracks.csv` measures it"
            )
    values = {
        "processor": training["processor"],
        "n_processors": training["n_processors"],
        "watts": watts,
        "table": tables.cost(training, names, watts),
    }
    return fill("_cost", values)


def leaky_part(bundle: dict, facts: dict, heading: str) -> str:
    figures, reference = bundle["figures"], facts["reference"]
    honest = tables.figure(figures, "by-artist", ["forest"])
    leaky = tables.figure(figures, "random-segments", ["forest"])
    if not honest or not leaky:
        raise Problem(
            "bundle.json has no figures by-artist and random-segments of the forest: "
            "`make train-models TRACKS=tracks.csv` writes both"
        )
    values = {
        "heading": heading,
        "claimed": tables.percent(reference["accuracy"], 0),
        "n_honest": honest["n_tracks"],
        "n_leaky": leaky["n_tracks"],
        "table": tables.honest_and_leaky(figures, reference),
    }
    return fill("_leaky", values)


def member_card(measured: dict, bundle: dict, facts: dict, name: str) -> str:
    values = headline(measured, name) | {
        "version": bundle["version"],
        "measured": measured_part(measured, name, "##"),
        "not_music": not_music_part(measured, bundle, "##"),
        "data": data_part(measured),
        "cost": cost_part(measured, (name,), facts),
    }
    return fill(name, values)


def bundle_card(measured: dict, bundle: dict, facts: dict) -> str:
    values: Values = {
        "version": bundle["version"],
        "genres": ", ".join(bundle["genres"]),
        "n_genres": len(bundle["genres"]),
        "leaky": leaky_part(bundle, facts, "##"),
        "summary": tables.summary(measured["choices"], INDEX),
        "unsure_rule": bundle["unsure_rule"],
        "not_music": not_music_part(measured, bundle, "##"),
        "data": data_part(measured),
        "cost": cost_part(measured, MEMBERS, facts),
    }
    for profile in PROFILES:
        values |= {f"{key}_{profile}": v for key, v in headline(measured, profile).items()}
        values[f"measured_{profile}"] = measured_part(measured, profile, "###")
    return fill("default", values)


def data_card(measured: dict, name: str) -> str:
    source = measured["sources"][name]
    values = {key: source[key] for key in ("n_tracks", "n_artists", "n_unknown_artist")}
    values |= {
        "n_excerpts": sum(source["excerpts"].values()),
        "labels": tables.named_counts(source["labels"]),
        "notes": tables.named_counts(source["notes"]),
        "splits": tables.named_counts(source["splits"]),
        "genres": tables.source_genres(source),
        "accuracy": tables.source_accuracy(measured["choices"], name),
    }
    return fill(f"data-{name}", values | {"counted": fill("_source", values)})


def data_checks_card(checks: dict) -> str:
    """What deepchecks finds, each check answered under a heading of the template."""
    template = (HERE / "data-checks.md").read_text(encoding="utf-8")
    of_check: dict[str, list[dict]] = {}
    for finding in checks["findings"]:
        of_check.setdefault(finding["check"].lower().replace(" ", "_"), []).append(finding)
    for name in of_check:
        if f"${name}" not in template:
            raise Problem(
                f"deepchecks' finding {of_check[name][0]['check']} has no answer: write one into "
                f"tools/cards/data-checks.md, at ${name}"
            )
    answered = re.findall(r"\$(\w+)", template)
    values: Values = {name: "deepchecks finds nothing of it now." for name in answered}
    values |= {name: tables.findings(found) for name, found in of_check.items()}
    sides = checks["data_sets"][0]
    values |= {name: sides[name] for name in ("n_train", "n_test")}
    values |= {name: checks[name] for name in ("deepchecks", "n_passed")}
    return fill("data-checks", values | {"n_found": len(checks["findings"])})


def index(measured: dict, bundle: dict, facts: dict) -> str:
    values = {
        "version": bundle["version"],
        "leaky": leaky_part(bundle, facts, "##"),
        "summary": tables.summary(measured["choices"], INDEX),
        "protocol": measured["choices"]["accurate"]["protocol"],
        "sources": tables.data_sources(measured["sources"]),
    }
    return fill("index", values)


def check_same_bundle(measured: dict, bundle: dict) -> None:
    """Figures of other models than the shipped ones would be a lie."""
    for name, report in measured["choices"].items():
        stated = tables.figure(bundle["figures"], "by-artist", report["members"])
        if stated is None or abs(stated["accuracy"] - report["accuracy"]) > 1e-5:
            raise Problem(
                f"what was measured of {name} is not what bundle.json says: after "
                "`make train-models TRACKS=tracks.csv`, `make cards TRACKS=tracks.csv` mends it"
            )


def pages(measured: dict, bundle: dict, checks: dict) -> dict[str, str]:
    """The text of every card by its file's name."""
    check_same_bundle(measured, bundle)
    facts = json.loads((HERE / "facts.json").read_text(encoding="utf-8"))
    cards = {f"{name}.md": member_card(measured, bundle, facts, name) for name in MEMBERS}
    cards["default.md"] = bundle_card(measured, bundle, facts)
    cards["README.md"] = index(measured, bundle, facts)
    cards["data-checks.md"] = data_checks_card(checks)
    cards |= {f"data-{name}.md": data_card(measured, name) for name in measured["sources"]}
    return {name: rewrapped(text) + "\n" for name, text in cards.items()}
