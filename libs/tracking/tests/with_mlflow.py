"""with_mlflow.py MLFLOW_PYTHON COMMAND...: runs COMMAND with MLFLOW_TRACKING_URI naming a fresh server.

The server is a real one, on SQLite, with its files in a temporary folder. Exit status 77 where
MLFLOW_PYTHON is not there.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tests/support"))
import mlflow_server

if __name__ == "__main__":
    python, *command = sys.argv[1:]
    if not pathlib.Path(python).exists():
        print(f"SKIPPED: there is no MLflow at {python}; scripts/setup mlflow installs it")
        sys.exit(77)
    with (
        tempfile.TemporaryDirectory() as folder,
        mlflow_server.MlflowServer(python, pathlib.Path(folder)) as server,
    ):
        env = {**os.environ, "MLFLOW_TRACKING_URI": server.uri}
        sys.exit(subprocess.run(command, env=env, check=False).returncode)
