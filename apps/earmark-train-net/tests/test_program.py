"""What earmark-train-net tells its user when something is wrong: messages and exit codes."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop()


def run(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False
    )


class ProgramTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)

    def test_help_is_no_error(self):
        self.assertEqual(run("--help").returncode, 0)

    def test_no_command_is_wrong_usage(self):
        self.assertEqual(run().returncode, 2)

    def test_unknown_option_is_wrong_usage(self):
        self.assertEqual(run("cnn", "--wat").returncode, 2)

    def test_unknown_split_is_wrong_usage(self):
        got = run("cnn", "--data", self.dir, "--out", self.dir / "m.onnx", "--split", "by-moon")
        self.assertEqual(got.returncode, 2, got.stderr)

    def test_wrong_parameter_names_its_line(self):
        params = self.dir / "params.yaml"
        params.write_text("cnn:\n  epochz: 3\n")
        got = run("cnn", "--data", self.dir, "--out", self.dir / "m.onnx", "--params", params)
        self.assertEqual(got.returncode, 2)
        self.assertIn('line 2: unknown key "epochz", did you mean "epochs"?', got.stderr)

    def test_folder_without_data_set_fails_and_leaves_nothing(self):
        got = run("cnn", "--data", self.dir, "--out", self.dir / "m.onnx")
        self.assertEqual(got.returncode, 2)  # as `earmark train forest` of such a folder
        self.assertEqual(list(pathlib.Path(self.dir).iterdir()), [])

    def test_output_folder_that_is_not_there_is_said_at_once(self):
        got = run("cnn", "--data", self.dir, "--out", self.dir / "no" / "m.onnx")
        self.assertEqual(got.returncode, 1)
        self.assertIn("no", got.stderr)

    def test_output_that_is_a_folder_is_said_at_once(self):
        got = run("cnn", "--data", self.dir, "--out", self.dir)
        self.assertEqual(got.returncode, 1)
        self.assertIn("is a folder", got.stderr)

    def test_an_empty_value_is_not_taken_for_one_not_given(self):
        for flag in ("--data", "--params", "--rows", "--held-out", "--seed"):
            given = {"--data": self.dir, "--out": self.dir / "m.onnx", flag: ""}
            got = run("cnn", *(word for pair in given.items() for word in pair))
            self.assertEqual(got.returncode, 2, flag)
            self.assertIn(f"{flag}: must not be empty", got.stderr)

    def test_a_fold_needs_a_number_of_folds(self):
        cnn = ("cnn", "--data", self.dir, "--out", self.dir / "m.onnx", "--check")
        self.assertEqual(run(*cnn).returncode, 0)
        self.assertEqual(run(*cnn, "--folds", "3", "--fold", "2").returncode, 0)
        for flags in (["--fold", "0"], ["--folds", "1"], ["--folds", "3", "--fold", "3"]):
            self.assertEqual(run(*cnn, *flags).returncode, 2, flags)
        got = run(*cnn, "--split", "column:split", "--folds", "3", "--fold", "0")
        self.assertEqual(got.returncode, 2)
        self.assertIn("--folds goes with", got.stderr)
        self.assertEqual(list(self.dir.iterdir()), [])

    def test_tune_checks_its_flags_and_parameters(self):
        params = self.dir / "params.yaml"
        params.write_text("fine-tune:\n  epochs: 0\n")
        files = {"--data": "d", "--patches": "p.npy", "--trunk": "m.onnx", "--out": "o"}
        tune = ("tune", *(word for flag, name in files.items() for word in (flag, self.dir / name)))
        self.assertEqual(run(*tune, "--check").returncode, 0)
        got = run(*tune, "--check", "--params", params)
        self.assertEqual(got.returncode, 2)
        self.assertIn("epochs must be at least 1", got.stderr)
        got = run(*tune, "--check", "--folds", "3", "--fold", "3")
        self.assertEqual(got.returncode, 2)
        self.assertEqual(run(*tune).returncode, 2)  # no prepared data there
        self.assertEqual(list(self.dir.iterdir()), [params])

    def test_onnx_says_what_it_needs(self):
        got = run("onnx", "--model", self.dir / "m", "--genres", "a,b", "--out", self.dir / "o")
        self.assertEqual(got.returncode, 2)
        self.assertIn("--kind", got.stderr)

    def test_onnx_knows_two_kinds(self):
        flags = ("--model", self.dir / "m", "--genres", "a,b", "--out", self.dir / "o")
        got = run("onnx", *flags, "--kind", "cnn")
        self.assertEqual(got.returncode, 2)
        self.assertIn("naive-bayes", got.stderr)

    def test_onnx_of_a_file_that_is_none_fails_and_leaves_nothing(self):
        model = self.dir / "m"
        flags = ("--model", model, "--genres", "a,b", "--out", self.dir / "o", "--kind", "forest")
        got = run("onnx", *flags)
        self.assertEqual(got.returncode, 1)
        self.assertIn(str(model), got.stderr)
        model.write_text("no forest")
        got = run("onnx", *flags)
        self.assertEqual(got.returncode, 2)
        self.assertIn("not a forest file", got.stderr)
        self.assertEqual(list(self.dir.iterdir()), [model])


if __name__ == "__main__":
    unittest.main()
