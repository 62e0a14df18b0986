"""What the tests with an MLflow server share."""


def named(entries):
    return {entry["key"]: entry["value"] for entry in entries}


def spooled(tmp_path):
    spool = tmp_path / "spool"
    return list(spool.iterdir()) if spool.exists() else []


def train_naive_bayes(run, prepared, tmp_path, **options):
    return run(
        *("train", "naive-bayes", "--data", prepared, "--split", "column:split"),
        *("--out", tmp_path / "model"),
        **options,
    )
