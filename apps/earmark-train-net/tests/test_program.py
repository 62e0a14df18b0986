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
        self.assertEqual(got.returncode, 1)
        self.assertEqual(list(pathlib.Path(self.dir).iterdir()), [])

    def test_output_folder_that_is_not_there_is_said_at_once(self):
        got = run("cnn", "--data", self.dir, "--out", self.dir / "no" / "m.onnx")
        self.assertEqual(got.returncode, 1)
        self.assertIn("no", got.stderr)


if __name__ == "__main__":
    unittest.main()
