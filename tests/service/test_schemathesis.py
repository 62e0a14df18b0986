"""schemathesis makes requests of all kinds from the contract and finds no answer that breaks it."""

import subprocess
import sys

from load import share
from service import running

EXAMPLES = share(25)
# A schema cannot say what is a sound, or which models a bundle has.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 422]

# A build without the web app has no pages.
[[operations]]
include-path = "/docs"
checks.positive_data_acceptance.expected-statuses = ["2xx", 404]
"""


def test_schemathesis_finds_nothing(tmp_path):
    with running("--profile", "fast", "--max-queue-s", 600) as service:
        (tmp_path / "schemathesis.toml").write_text(SETTINGS)
        address = f"http://{service.host}:{service.port}"
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"),
            *("--url", address, "--max-examples", str(EXAMPLES), "--checks", "all"),
            *("--request-timeout", "60", "--seed", "1", "--no-color"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=600)
        print(done.stdout[-6000:])
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
