"""What is seen of a service under load, and what is wrong with it."""

import collections
import dataclasses
import statistics
import threading

WARM_SHARE = 1 / 3
# docs/guides/service.md: what the service may have of its own, beside uploads in memory and for each
# song that is judged at a time.
OWN_MB, SONG_MB = 250, 450
# Songs that a service may find itself too busy for.
TURNED_AWAY_SHARE = 0.5
# A connection that is just being closed.
MORE_FILES = 2
# Of the guide's --max-requests: one each.
MOST_THREADS = 256


@dataclasses.dataclass(frozen=True)
class Sample:
    """The service at one moment."""

    at_s: float
    memory_mb: float
    own_mb: float  # without files' pages
    n_files: int
    n_threads: int


class Tally:
    """What clients met. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.seconds: list[float] = []  # of each right answer
        self.n_wrong = 0
        self.n_turned_away = 0
        self.failures: collections.Counter[str] = collections.Counter()
        self.attacks: collections.Counter[str] = collections.Counter()
        self.bad_answers: collections.Counter[tuple[str, int]] = collections.Counter()

    def answered(self, seconds: float, is_right: bool) -> None:
        with self._lock:
            self.seconds.append(seconds)
            self.n_wrong += not is_right

    def turned_away(self) -> None:
        with self._lock:
            self.n_turned_away += 1

    def failed(self, why: str) -> None:
        with self._lock:
            self.failures[why] += 1

    def attacked(self, name: str, status: int | None, is_allowed: bool) -> None:
        with self._lock:
            self.attacks[name] += 1
            if status is not None and not is_allowed:
                self.bad_answers[name, status] += 1


@dataclasses.dataclass(frozen=True)
class Run:
    """A soak that has ended."""

    samples: list[Sample]
    before: Sample
    after: Sample | None  # at rest; none where the service has died
    tally: Tally
    growth_mb: float  # that is none
    bound_mb: float
    exit_code: int | None  # none where it went on when it was asked to end
    died_at_s: float | None
    is_stopped: bool
    uploads: list[str]
    errors: list[str]  # lines of its log


HEADER = (
    " time  memory MB  own MB  files  threads  answers  wrong  turned away  failed  bad clients"
)


def row(sample: Sample, tally: Tally) -> str:
    n_failed = tally.failures.total()
    return (
        f"{int(sample.at_s) // 60:2}:{int(sample.at_s) % 60:02}  {sample.memory_mb:9.1f}  {sample.own_mb:6.1f}"
        f"  {sample.n_files:5}  {sample.n_threads:7}  {len(tally.seconds):7}  {tally.n_wrong:5}"
        f"  {tally.n_turned_away:11}  {n_failed:6}  {tally.attacks.total():11}"
    )


def thirds(samples: list[Sample]) -> tuple[float, float] | None:
    """Median memory in MB of the first third after warming up, and of the last; none of too few."""
    warm = samples[int(len(samples) * WARM_SHARE) :]
    third = len(warm) // 3
    if third == 0:
        return None
    first, last = (
        statistics.median(one.memory_mb for one in part) for part in (warm[:third], warm[-third:])
    )
    return first, last


def memory_faults(run: Run) -> list[str]:
    found = []
    medians = thirds(run.samples)
    if medians and medians[1] - medians[0] > run.growth_mb:
        found.append(
            f"memory grew from {medians[0]:.0f} MB to {medians[1]:.0f} MB, "
            f"by more than {run.growth_mb:.0f}"
        )
    most = max((one.own_mb for one in run.samples), default=0)
    if most > run.bound_mb:
        found.append(f"{most:.0f} MB of its own are more than the {run.bound_mb:.0f} of the guide")
    return found


def answer_faults(tally: Tally) -> list[str]:
    found = []
    if not tally.seconds:
        found.append("no song was answered")
    if tally.n_wrong:
        found.append(f"{tally.n_wrong} of {len(tally.seconds)} answers were not the song's own")
    n_asked = len(tally.seconds) + tally.n_turned_away
    if tally.n_turned_away > TURNED_AWAY_SHARE * n_asked:
        found.append(f"{tally.n_turned_away} of {n_asked} songs were turned away")
    found += [f"{n} songs had no answer: {why}" for why, n in tally.failures.items()]
    found += [
        f"{n} times a bad client ({name}) was answered by {status}"
        for (name, status), n in tally.bad_answers.items()
    ]
    return found


def rest_faults(run: Run) -> list[str]:
    """What it holds when all clients are gone."""
    found = []
    if run.after:
        if run.after.n_files > run.before.n_files + MORE_FILES:
            found.append(
                f"{run.after.n_files} files are open when all clients are gone, "
                f"{run.before.n_files} were before"
            )
        most = run.before.n_threads + MOST_THREADS
        if run.after.n_threads > most:
            found.append(f"{run.after.n_threads} threads are more than {most}")
    if run.uploads:
        found.append(f"{len(run.uploads)} uploads are left, such as {run.uploads[0]}")
    return found


def end_faults(run: Run) -> list[str]:
    if run.exit_code is None:
        return ["it did not end when it was asked to"]
    code = run.exit_code
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    if run.died_at_s is not None:
        return [f"it ended by itself after {run.died_at_s:.0f} s, {how}"]
    return [f"asked to end, it did so {how}"] if code else []


def faults(run: Run) -> list[str]:
    """A sentence for each; none of a service that stayed well."""
    found = end_faults(run) + memory_faults(run) + answer_faults(run.tally) + rest_faults(run)
    if run.errors:
        found.append(f"its log has {len(run.errors)} errors, the last: {run.errors[-1]}")
    return found


def summary(run: Run) -> str:
    tally = run.tally
    lines = []
    if tally.seconds:
        median, most = statistics.median(tally.seconds), max(tally.seconds)
        lines.append(
            f"{len(tally.seconds)} answers (median {median:.2f} s, slowest {most:.2f} s): "
            f"{tally.n_wrong} wrong; {tally.n_turned_away} songs turned away, "
            f"{tally.failures.total()} without an answer"
        )
    bad = ", ".join(f"{name} {n}" for name, n in sorted(tally.attacks.items()))
    lines.append(f"{tally.attacks.total()} bad clients{': ' if bad else ''}{bad}")
    if medians := thirds(run.samples):
        most = max(one.memory_mb for one in run.samples)
        own = max(one.own_mb for one in run.samples)
        lines.append(
            f"memory: {medians[0]:.1f} MB in the first third once warm, {medians[1]:.1f} in the last; "
            f"at most {most:.1f}, of its own {own:.1f} (bound {run.bound_mb:.0f})"
        )
    if run.after:
        lines.append(
            f"at rest, before and after: {run.before.n_files} and {run.after.n_files} open files, "
            f"{run.before.n_threads} and {run.after.n_threads} threads"
        )
    return "\n".join(lines)
