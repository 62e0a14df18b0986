"""Write tests/golden/check.json from an installed SciPy, on samples drawn here.

python tools/make_golden_check.py tests/golden/check.json
"""

import json
import pathlib
import sys

import numpy as np
import scipy
from scipy import stats


def samples():
    """Pairs of samples: alike, shifted, spread, with many equal values, of very unequal sizes."""
    rng = np.random.default_rng(7)
    yield rng.normal(size=40), rng.normal(size=55)
    yield rng.normal(size=80), rng.normal(0.6, 1.0, size=60)
    yield rng.normal(size=100), rng.normal(0.0, 2.5, size=100)
    yield rng.integers(0, 5, 90).astype(float), rng.integers(1, 6, 70).astype(float)
    yield rng.exponential(size=20), rng.exponential(size=600)
    yield rng.uniform(0, 1, 25), rng.uniform(2, 3, 25)


def comparisons():
    for a, b in samples():
        exact = stats.ks_2samp(a, b, method="exact")
        yield {
            "a": a.tolist(),
            "b": b.tolist(),
            "statistic": float(exact.statistic),
            "p_value": float(exact.pvalue),
        }


def main() -> None:
    golden = {"scipy": scipy.__version__, "ks_2samp": list(comparisons())}
    pathlib.Path(sys.argv[1]).write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
