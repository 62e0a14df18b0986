"""How far two lists of answers for the same songs differ, with intervals by bootstrap over artists."""

import dataclasses
import itertools

import numpy as np

N_RESAMPLES = 2000


@dataclasses.dataclass(frozen=True)
class Answer:
    """What `earmark predict --json` says of a song; no genre where it is no music or failed."""

    genre: str | None
    unsure: bool | None

    @staticmethod
    def of(line: dict) -> "Answer":
        return Answer(line.get("genre"), line.get("unsure"))


class Artists:
    """Resamples of a list of songs in which an artist's songs come or stay away together.

    A song without an artist counts as one of an artist of its own.
    """

    def __init__(self, artists: list[str], seed: int):
        numbers: dict[object, int] = {}
        alone = itertools.count()
        self.of_song = np.array(
            [numbers.setdefault(name or next(alone), len(numbers)) for name in artists]
        )
        self.n = len(numbers)
        chance = np.random.default_rng(seed)
        draws = chance.integers(self.n, size=(N_RESAMPLES, self.n))
        self.times = np.stack([np.bincount(draw, minlength=self.n) for draw in draws])

    def interval(self, values: np.ndarray) -> tuple[float, float]:
        """The middle 95 % of the mean over the songs, from resample to resample."""
        sums = self.times @ np.bincount(self.of_song, weights=values, minlength=self.n)
        counts = self.times @ np.bincount(self.of_song, minlength=self.n)
        low, high = np.quantile(sums / counts, (0.025, 0.975))
        return float(low), float(high)


def share(values: np.ndarray) -> float:
    return float(values.mean())


def right(answers: list[Answer], genres: list[str]) -> np.ndarray:
    return np.array([a.genre == genre for a, genre in zip(answers, genres, strict=True)], float)


def standing(answers: list[Answer], genres: list[str], artists: Artists) -> dict:
    """How good the answers are: what the rows are compared with."""
    hits = right(answers, genres)
    return {
        "accuracy": share(hits),
        "accuracy_ci95": artists.interval(hits),
        "unsure": share(np.array([a.unsure is not False for a in answers])),
    }


def compare(
    before: list[Answer],
    after: list[Answer],
    genres: list[str],
    artists: Artists,
) -> dict:
    """Shares of all songs. A song that fails or is no music any more has changed its label."""
    pairs = list(zip(before, after, strict=True))
    changed = np.array([a.genre != b.genre for a, b in pairs], float)
    sure = np.array([a.unsure is False for a, _ in pairs])
    hits_before, hits = right(before, genres), right(after, genres)
    return {
        "changed": share(changed),
        "changed_ci95": artists.interval(changed),
        "changed_of_sure": share(changed[sure]) if sure.any() else None,
        "unsure_changed": share(np.array([a.unsure != b.unsure for a, b in pairs])),
        "became_wrong": share((hits_before == 1) & (hits == 0)),
        "became_right": share((hits_before == 0) & (hits == 1)),
        "accuracy": share(hits),
        "accuracy_ci95": artists.interval(hits),
        "no_label": share(np.array([b.genre is None for b in after])),
    }
