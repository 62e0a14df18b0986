"""deepchecks' suites on what `make pipeline` made: the data, its split, and the models.

    .deps/deepchecks/bin/python quality/deep_checks.py [--data data/prepared]
        [--bundle models/pipeline/bundle] [--earmark PROGRAM] [--out reports/tests] [--findings FILE]

Three suites (data integrity, train-test validation, model evaluation) on two data sets (the table of
features; the MFCC tensors, as the mean and deviation of each coefficient), with the bundle's model of
each. Writes deep_gtzan_checks.html, deep_mfcc_checks.html and deep_checks.json into --out, and with
--findings what did not pass, for the data cards. What a check finds is no failure of this program:
it exits 0 when all were run, 1 when something could not be read, 2 for a wrong flag.
"""

import argparse
import importlib.metadata
import json
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]

try:
    import data_sets
    from onnx_model import OnnxModel
    from problem import Problem
except ModuleNotFoundError as missing:
    sys.exit(
        f"deep_checks: this Python has no {missing.name}: "
        "run scripts/setup deepchecks and use .deps/deepchecks/bin/python"
    )

FORMAT = 1


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "data/prepared")
    parser.add_argument("--bundle", type=pathlib.Path, default=ROOT / "models/pipeline/bundle")
    parser.add_argument(
        "--earmark", type=pathlib.Path, default=ROOT / "build/train/apps/earmark/earmark"
    )
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "reports/tests")
    parser.add_argument("--findings", type=pathlib.Path)
    return parser.parse_args()


class Progress:
    """A line a step, with the time since the start."""

    def __init__(self) -> None:
        self.begun_s = time.monotonic()

    def __call__(self, step: str) -> None:
        print(f"{time.monotonic() - self.begun_s:4.0f} s  {step}", file=sys.stderr, flush=True)


def export(arguments: argparse.Namespace, folder: pathlib.Path) -> list[pathlib.Path]:
    """The bundle's models as ONNX files."""
    command = [arguments.earmark, "bundle", "export", arguments.bundle]
    command += ["--format", "onnx", "--out", folder / "onnx"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Problem(
            f"cannot run {arguments.earmark} ({error.strerror}): scripts/build train earmark builds it"
        ) from None
    if done.returncode != 0:
        raise Problem(
            done.stderr.strip().removeprefix("earmark: ") or "the bundle cannot be exported"
        )
    return sorted((folder / "onnx").glob("*.onnx"))


def model_for(
    data: data_sets.DataSet, files: list[pathlib.Path], bundle: pathlib.Path
) -> OnnxModel:
    for file in files:
        model = OnnxModel(file, data.to_input)
        if model.input_name == data.network_input:
            return model
    raise Problem(
        f'{bundle} has no model of the data set "{data.title}", whose input is {data.network_input}'
    )


def write(file: pathlib.Path, text: str) -> None:
    """The file appears whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def as_json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def findings(report: dict) -> dict:
    """What did not pass, and how much did."""
    found, n_passed = [], 0
    for data in report["data_sets"]:
        for suite in data["suites"]:
            for check in suite["checks"]:
                for condition in check.get("conditions", []):
                    if condition["status"] == "passed":
                        n_passed += 1
                        continue
                    place = {"data_set": data["title"], "check": check["name"]}
                    found.append(place | {"on": check.get("on", "both")} | condition)
    counts = [
        {key: data[key] for key in ("title", "n_train", "n_test", "n_features")}
        for data in report["data_sets"]
    ]
    return {
        "deepchecks": report["deepchecks"],
        "data_sets": counts,
        "n_passed": n_passed,
        "findings": found,
    }


def read_all(arguments: argparse.Namespace) -> list[tuple[data_sets.DataSet, OnnxModel]]:
    data = data_sets.read_prepared(arguments.data)
    with tempfile.TemporaryDirectory(prefix="earmark-") as folder:
        files = export(arguments, pathlib.Path(folder))
        return [(one, model_for(one, files, arguments.bundle)) for one in data]


def check(pairs: list[tuple[data_sets.DataSet, OnnxModel]]) -> tuple[dict, dict[str, str]]:
    """What deep_checks.json says, and the pages by their files' names."""
    # deepchecks takes seconds to load: what is wrong with the data is told before.
    import page
    import suites

    say = Progress()
    version = importlib.metadata.version("deepchecks")
    report = {"format": FORMAT, "deepchecks": version, "data_sets": []}
    pages = {}
    for data, model in pairs:
        results = suites.run_suites(data, model, say)
        report["data_sets"].append(suites.summary(data, results))
        words = (
            f"deepchecks {version} on {len(data.train)} segments that train and {len(data.test)} "
            "that test, with the model that learned from the former."
        )
        pages[f"deep_{data.name}_checks.html"] = page.page(suites.joined(data, results), words)
    return report, pages


def run(arguments: argparse.Namespace) -> None:
    report, pages = check(read_all(arguments))
    for name, text in pages.items():
        write(arguments.out / name, text)
    write(arguments.out / "deep_checks.json", as_json(report))
    found = findings(report)
    if arguments.findings:
        write(arguments.findings, as_json(found))
    for one in found["findings"]:
        place = f"{one['data_set']}, {one['check']} ({one['on']})"
        print(f"{one['status']}: {place}: {one['details']}")
    n_found = len(found["findings"])
    print(f"{found['n_passed']} conditions passed, {n_found} did not; see {arguments.out}")


def main() -> None:
    try:
        run(parse())
    except Problem as problem:
        sys.exit(f"deep_checks: {problem}")
    except OSError as problem:
        sys.exit(f"deep_checks: {problem.filename}: {problem.strerror}")


if __name__ == "__main__":
    main()
