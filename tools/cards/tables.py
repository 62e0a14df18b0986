"""Tables of the cards, as Markdown, from what was measured."""

from collections.abc import Iterable, Sequence

from robustness.page import goal_of

LABELS = {
    "forest": "random forest",
    "naive-bayes": "naive Bayes",
    "cnn": "small network",
    "tagger": "tagger",
}
SOURCES = {
    "gtzan": "GTZAN",
    "mer4q": "4Q audio emotion",
    "emotify": "Emotify",
    "pyaudioanalysis": "pyAudioAnalysis",
}
SOUNDS = {
    "speech": "recorded speech, four languages",
    "voices": "cartoon voices",
    "effects": "sound effects of games, some of them jingles",
    "other music": "music of games and telephones",
    "songs of the list that it did not": "songs of the data set, not heard in training",
    "songs of the list that the bundle learned from": "songs of the data set, heard in training",
}


def percent(value: float | None, digits: int = 1) -> str:
    return "none" if value is None else f"{100 * value:.{digits}f} %"


def between(ends: Sequence[float]) -> str:
    low, high = (100 * end for end in ends)
    return f"{low:.1f} to {high:.1f} %"


def number(value: float | None, digits: int) -> str:
    return "none" if value is None else f"{value:.{digits}f}"


def cell(text: object) -> str:
    """Titles may hold what Markdown takes for a column's end or for its own signs."""
    safe = str(text).replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    return safe.replace("<", "&lt;").replace("`", "\\`").replace("[", "\\[").replace("*", "\\*")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], n_words: int = 1) -> str:
    """The first n_words columns are aligned left, the others, numbers, right."""
    marks = ["---"] * n_words + ["---:"] * (len(headings) - n_words)
    lines = [headings, marks, *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def members_label(members: Sequence[str]) -> str:
    return " and ".join(LABELS.get(name, name) for name in members)


def accuracy(report: dict) -> str:
    rows = [("all tracks of known artists", report)]
    rows += [(group["name"], group) for group in report["groups"]]
    lines = [
        (name, r["n_tracks"], percent(r["accuracy"]), between(r["accuracy_ci95"]))
        for name, r in rows
    ]
    return table(("Songs", "Number", "Right", "95 % interval"), lines)


def taken_for(genre: str, row: dict[str, int]) -> str:
    others = sorted(((n, name) for name, n in row.items() if name != genre and n), reverse=True)
    return ", ".join(f"{name} {n}" for n, name in others[:2]) or "none"


def by_genre(report: dict) -> str:
    lines = [
        (
            genre,
            taken_for(genre, report["confusion"][genre]),
            scores["n_tracks"],
            percent(scores["recall"]),
            percent(scores["precision"]),
            number(scores["f1"], 2),
        )
        for genre, scores in report["per_genre"].items()
    ]
    headings = ("Genre", "Most taken for", "Songs", "Found (recall)", "Right where said", "F1")
    return table(headings, lines, 2)


def by_source(report: dict) -> str:
    lines = [
        (
            f"[{SOURCES.get(name, name)}](data-{name}.md)",
            r["n_tracks"],
            r["n_artists"],
            percent(r["accuracy"]),
            between(r["accuracy_ci95"]),
        )
        for name, r in sorted(report["by_source"].items(), key=lambda x: -x[1]["n_tracks"])
    ]
    return table(("Source", "Songs", "Artists", "Right", "95 % interval"), lines)


def confusion(report: dict) -> str:
    genres = list(report["confusion"])
    lines = []
    for truth in genres:
        row = report["confusion"][truth]
        shown = (f"**{row[g]}**" if g == truth else row[g] or "·" for g in genres)
        lines.append((truth, *shown, sum(row.values())))
    return table(("Label ↓, answer →", *genres, "all"), lines)


def calibration(report: dict) -> str:
    sure = None if report["share_unsure"] is None else 1 - report["share_unsure"]
    lines = (
        ("calibration error, bins of equal mass", number(report["ece_equal_mass"], 3)),
        ("… that true confidences would show", number(report["ece_if_perfect"], 3)),
        ("calibration error, bins of equal width", number(report["ece"], 3)),
        ("negative log-likelihood", number(report["nll"], 2)),
        ("share of sure answers", percent(sure)),
        ("… how many of these are right", percent(report["accuracy_sure"])),
        ("right genre among the first two", percent(report["accuracy_top2"])),
    )
    return table(("Measure", "Value"), lines)


def mistakes(report: dict) -> str:
    lines = [
        (
            cell(m["artist"] or "unknown"),
            cell(m["title"] or "unknown"),
            SOURCES.get(m["source"], m["source"]),
            m["genre"],
            m["predicted"],
            "no" if m["unsure"] else "yes",
            percent(m["confidence"], 0),
        )
        for m in report["mistakes"]
    ]
    headings = ("Artist", "Title", "Source", "Label", "Answer", "Sure", "Confidence")
    return table(headings, lines, 6)


def robustness(profile: dict) -> str:
    lines = [
        (
            row["name"],
            percent(row["changed"]),
            between(row["changed_ci95"]),
            goal_of(row),
            percent(row["changed_of_sure"]),
            percent(row["accuracy"]),
        )
        for row in profile["rows"]
    ]
    headings = ("Change", "Label changes", "95 % interval", "Goal", "… of sure ones", "Right after")
    return table(headings, lines)


def not_music(report: dict) -> str:
    order = list(SOUNDS)
    kinds = sorted(
        report["kinds"], key=lambda k: order.index(k["name"]) if k["name"] in order else len(order)
    )
    lines = [
        (
            SOUNDS.get(kind["name"], kind["name"]),
            kind["n_sounds"],
            f"{kind['n_not_music']} ({percent(kind['n_not_music'] / kind['n_sounds'], 0)})",
            *(number(kind[name], 2) for name in ("least", "median", "most")),
        )
        for kind in kinds
    ]
    return table(("Sounds", "Number", "Said to be no music", "Least", "Median", "Most"), lines)


def cost(training: dict, names: Sequence[str], watts: float) -> str:
    def line(label: str, runs: Sequence[dict]) -> tuple[str, ...]:
        wall_s, cpu_s = (sum(run[unit] for run in runs) for unit in ("wall_s", "cpu_s"))
        energy_wh = cpu_s * watts / 3600
        shown = f"{energy_wh:.2f} Wh" if energy_wh >= 0.01 else "under 0.01 Wh"
        return label, f"{wall_s:.1f} s", f"{cpu_s:.1f} s", shown

    runs = training["runs"]
    hearing = "hearing the songs, once for all members"
    heard = [runs[name] for name in ("prepare",) if name in runs]
    lines = [line(hearing, heard) if heard else (hearing, *["not measured"] * 3)]
    lines += [line(f"training: {LABELS.get(name, name)}", [runs[name]]) for name in names]
    if heard:
        lines.append(line("together", [*heard, *(runs[name] for name in names)]))
    return table(("Step", "Wall", "CPU", "Energy, estimated"), lines)


def figure(figures: list[dict], protocol: str, members: Sequence[str]) -> dict | None:
    """The first that fits: those with tracks of unknown artists come after."""
    for f in figures:
        if f["protocol"] == protocol and set(f["members"]) == set(members):
            return f
    return None


def honest_and_leaky(figures: list[dict], reference: dict) -> str:
    choices = (["forest"], ["naive-bayes"], ["cnn"], ["forest", "cnn"], ["tagger"])
    lines = []
    for members in choices:
        honest = figure(figures, "by-artist", members)
        leaky = figure(figures, "random-segments", members)
        if honest and leaky:
            lines.append(
                (
                    members_label(members),
                    f"{percent(honest['accuracy'])} ({between(honest['accuracy_ci95'])})",
                    f"{percent(leaky['accuracy'])} ({between(leaky['accuracy_ci95'])})",
                    f"{100 * (leaky['accuracy'] - honest['accuracy']):+.1f}",
                )
            )
    claim = f"the reference's {members_label(reference['members'])}, as it states"
    lines.append((claim, "not measured", percent(reference["accuracy"], 0), ""))
    headings = ("Members", "Artists never heard", "Same songs in train and test", "Points gained")
    return table(headings, lines)


def source_genres(source: dict) -> str:
    lines = [
        (genre, n - source["excerpts"].get(genre, 0), source["excerpts"].get(genre, 0))
        for genre, n in source["genres"].items()
    ]
    return table(("Genre", "Whole tracks", "Excerpts"), lines)


def named_counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.items()) or "none"


def source_accuracy(choices: dict[str, dict], name: str) -> str:
    lines = []
    for choice in ("accurate", "fast", "forest", "cnn", "naive-bayes"):
        report = choices[choice]
        r = report["by_source"].get(name)
        if r:
            label = f"profile `{choice}`" if choice in ("accurate", "fast") else LABELS[choice]
            right, ends = percent(r["accuracy"]), between(r["accuracy_ci95"])
            lines.append((label, r["n_tracks"], right, ends))
    return table(("Model", "Songs", "Right", "95 % interval"), lines)


def data_sources(sources: dict[str, dict]) -> str:
    lines = [
        (
            f"[{SOURCES.get(name, name)}](data-{name}.md)",
            source["n_tracks"],
            sum(source["excerpts"].values()),
            source["n_artists"],
            source["n_unknown_artist"],
            len(source["genres"]),
        )
        for name, source in sorted(sources.items(), key=lambda x: -x[1]["n_tracks"])
    ]
    headings = ("Source", "Songs", "… excerpts", "Artists", "Without artist", "Genres")
    return table(headings, lines)


def summary(choices: dict[str, dict], cards: dict[str, str]) -> str:
    """The index: a line a card."""
    lines = []
    for name, label in cards.items():
        report = choices[name]
        whole = next((g for g in report["groups"] if g["name"] == "whole tracks"), None)
        sure = None if report["share_unsure"] is None else 1 - report["share_unsure"]
        lines.append(
            (
                label,
                percent(report["accuracy"]),
                between(report["accuracy_ci95"]),
                percent(whole["accuracy"] if whole else None),
                percent(report["balanced_accuracy"]),
                percent(sure),
                percent(report["accuracy_sure"]),
            )
        )
    headings = ("Card", "Right", "95 % interval", "Whole tracks", "Balanced", "Sure", "… right")
    return table(headings, lines)


def findings(found: list[dict]) -> str:
    """What deepchecks says of one check."""
    rows = ((one["data_set"], one["on"], one["status"], one["details"]) for one in found)
    return table(("Data set", "Rows", "Verdict", "deepchecks says"), rows, 4)
