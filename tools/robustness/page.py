"""The page of the table of robustness, from what was measured."""


def percent(value: float | None, digits: int = 1) -> str:
    return "none" if value is None else f"{100 * value:.{digits}f} %"


def between(ends: tuple[float, float]) -> str:
    low, high = (100 * end for end in ends)
    return f"{low:.1f} to {high:.1f} %"


def goal_of(row: dict) -> str:
    if row["goal"] is None:
        return "none"
    mark = "reached" if row["changed"] <= row["goal"] else "**missed**"
    return f"{percent(row['goal'], 0)}, {mark}"


def line(row: dict) -> str:
    cells = (
        row["name"],
        percent(row["changed"]),
        between(row["changed_ci95"]),
        goal_of(row),
        percent(row["changed_of_sure"]),
        percent(row["unsure_changed"]),
        f"{percent(row['became_wrong'])}, {percent(row['became_right'])}",
        percent(row["accuracy"]),
    )
    return f"| {' | '.join(cells)} |"


HEADINGS = (
    *("Change", "Label changes", "95 % interval", "Goal", "… of sure ones", "Unsure changes"),
    *("Becomes wrong, right", "Right after"),
)


def section(profile: dict) -> list[str]:
    rows = profile["rows"]
    goals = [row for row in rows if row["goal"] is not None]
    n_reached = sum(row["changed"] <= row["goal"] for row in goals)
    return [
        f"## Profile `{profile['name']}`",
        "",
        f"Unaltered, {percent(profile['accuracy'])} of the songs are right "
        f"({between(profile['accuracy_ci95'])}) and {percent(profile['unsure'])} unsure. "
        f"{n_reached} of {len(goals)} goals are reached.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        "|" + "---|" * len(HEADINGS),
        *map(line, rows),
        "",
    ]


INTRODUCTION = """\
# Robustness

Made by `{command}`; do not edit.

How often a song gets another label though its music stays the same: bundle `{name}` {version},
{n_songs} whole songs of {n_artists} artists, none of which it was trained on; {n_left_out} excerpts under
{least_s:g} s are left out. Intervals are by bootstrap over artists (a song without one counts as an
artist's only one).

"Label changes" is the share of songs with another genre than the unaltered file's, "… of sure ones"
the same among songs that were not unsure, "unsure changes" those that became or ceased to be unsure;
"becomes wrong, right" the shares of songs whose answer turned wrong and right. A song that fails or is
said to be no music has changed its label. A goal is reached where the share itself is at most the goal,
wherever the interval lies.

Each song is decoded to floats, altered, and heard by `earmark predict` as a WAV of floats or the
codec's file. Of the songs, decoded, there are
{kinds}.
They stay so where the row does not change it: a mono song has a codec's bits to itself, and so have low
frequencies where there are no high ones. Speed changes pitch and tempo alike. Noise is white up to half
the song's own sample rate, its level against the energy of the whole song.
"""


def page(report: dict) -> str:
    lines = [INTRODUCTION.format(**report), *(x for p in report["profiles"] for x in section(p))]
    return "\n".join(lines).rstrip() + "\n"
