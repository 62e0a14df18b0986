"""Time libs/dsp beside librosa, SciPy, FFTW and audioFlux on the same samples.

Usage: compare.py [--json] [--rounds N] [--samples CLIP.f32] [--audioflux-python PYTHON] BENCH_DSP

Samples are raw 32-bit floats at 22 050 Hz, cut into segments of 3 s; without --samples they are
ten segments of tones and noise. All times are processor time of one thread, in ms for all
segments: the median of rounds in which the sides take turns, and the spread of their ratio.
audioFlux needs an older NumPy than librosa, so it has a Python of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402  (after the thread limits)

sys.path.append(str(Path(__file__).resolve().parents[3] / "tools/bench"))
from bench_rows import add_rows_option, record  # noqa: E402

SR, SEGMENT = 22050, 66150
GOALS = {
    ("hpss_signals", "librosa"): 100,
    ("hpss_signals", "audioflux"): 300,
    ("mel", "librosa"): 5,
    ("mfcc", "librosa"): 5,
    ("chroma", "librosa"): 10,
    ("mel", "audioflux"): 4,
    ("mfcc", "audioflux"): 4,
    ("chroma", "audioflux"): 4,
    ("stft_complex", "fftw"): 1,
    ("stft_complex", "scipy"): 1,
}
PAIRS = [
    ("harmonic-percussive separation", "hpss_signals", "librosa", "hpss"),
    ("harmonic-percussive separation", "hpss_signals", "audioflux", "hpss"),
    ("mel, spectrogram given", "mel/given_power", "librosa", "mel_given"),
    ("mel, from samples", "mel/from_samples", "librosa", "mel"),
    ("mel, from samples", "mel/from_samples", "audioflux", "mel"),
    ("MFCC, spectrogram given", "mfcc/given_power", "librosa", "mfcc_given"),
    ("MFCC, from samples", "mfcc/from_samples", "librosa", "mfcc"),
    ("MFCC, from samples", "mfcc/from_samples", "audioflux", "mfcc"),
    ("chroma, spectrogram given", "chroma/given_power", "librosa", "chroma_given"),
    ("chroma, from samples", "chroma/from_samples", "librosa", "chroma"),
    ("chroma, from samples", "chroma/from_samples", "audioflux", "chroma"),
    ("STFT with window", "stft_complex", "fftw", "stft_complex_fftw"),
    ("STFT with window", "stft_complex", "scipy", "stft"),
    ("STFT with window", "stft_complex", "librosa", "stft"),
]


def tones_and_noise():
    t = np.arange(10 * SEGMENT) / SR
    pitch = 220 * 2 ** ((np.floor(t * 2) * 5 % 12) / 12)
    tone = 0.4 * np.exp(-6 * (t % 0.5)) * np.sin(2 * np.pi * pitch * t)
    return (tone + np.random.default_rng(1).normal(0, 0.02, t.size)).astype(np.float32)


def segments(path):
    y = np.fromfile(path, np.float32)
    return y[: y.size // SEGMENT * SEGMENT].reshape(-1, SEGMENT)


def librosa_works():
    import librosa

    def power(y):
        return np.abs(librosa.stft(y)) ** 2

    def mfcc(S):
        mel = librosa.feature.melspectrogram(S=S, sr=SR)
        return librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=20)

    return {
        "hpss": (None, librosa.effects.hpss),
        "mel_given": (power, lambda S: librosa.feature.melspectrogram(S=S, sr=SR)),
        "mel": (None, lambda y: librosa.feature.melspectrogram(y=y, sr=SR)),
        "mfcc_given": (power, mfcc),
        "mfcc": (None, lambda y: librosa.feature.mfcc(y=y, sr=SR, n_mfcc=20)),
        "chroma_given": (power, lambda S: librosa.feature.chroma_stft(S=S, sr=SR)),
        "chroma": (None, lambda y: librosa.feature.chroma_stft(y=y, sr=SR)),
        "stft": (None, librosa.stft),
    }


def scipy_works():
    import scipy.signal

    plan = scipy.signal.ShortTimeFFT(
        scipy.signal.get_window("hann", 2048).astype(np.float32), hop=512, fs=SR
    )
    return {"stft": (None, plan.stft)}


def audioflux_works():
    import audioflux

    common = {"radix2_exp": 11, "slide_length": 512}
    at_rate = {"samplate": SR, **common}
    separator = audioflux.HPSS(h_order=31, p_order=31, **common)
    return {
        "hpss": (None, separator.hpss),
        "mel": (None, lambda y: audioflux.mel_spectrogram(y, num=128, **at_rate)),
        "mfcc": (None, lambda y: audioflux.mfcc(y, cc_num=20, mel_num=128, **at_rate)),
        "chroma": (None, lambda y: audioflux.chroma_linear(y, high_fre=SR / 2, **at_rate)),
    }


VERSIONS = {
    "librosa": "librosa 0.11",
    "audioflux": "audioFlux 0.1.9",
    "fftw": "FFTW 3.3, measured plans",
    "scipy": "SciPy",
}
WORKS = {"librosa": librosa_works, "scipy": scipy_works, "audioflux": audioflux_works}


def serve(peer, path):
    """For each name of a work on standard input, do it once and print its milliseconds."""
    works = WORKS[peer]()
    print("ready", flush=True)
    prepared = {}
    for line in sys.stdin:
        prepare, work = works[line.strip()]
        if line not in prepared:
            prepared[line] = [prepare(y) if prepare else y for y in segments(path)]
            work(prepared[line][0])
        start = time.process_time()
        for x in prepared[line]:
            work(x)
        print((time.process_time() - start) * 1e3, flush=True)


class Peer:
    def __init__(self, python, name, path):
        command = [python, __file__, "--serve", name, "--samples", path, ""]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{name} does not work under {python}")

    def measure(self, work):
        self.process.stdin.write(work + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def run_bench(program, path, name):
    command = [program, path, "--benchmark_format=json", f"--benchmark_filter=^{name}$"]
    command.append("--benchmark_min_time=0.1")
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return report["benchmarks"][0]["cpu_time"]


def compare(arguments, path):
    peers = {name: Peer(sys.executable, name, path) for name in ("librosa", "scipy")}
    if arguments.audioflux_python:
        peers["audioflux"] = Peer(arguments.audioflux_python, "audioflux", path)
    rows = []
    for what, ours, peer, work in PAIRS:
        if peer != "fftw" and peer not in peers:
            continue
        runs = []
        for _ in range(arguments.rounds):
            mine = run_bench(arguments.bench_dsp, path, ours)
            if peer == "fftw":
                runs.append((mine, run_bench(arguments.bench_dsp, path, work)))
            else:
                runs.append((mine, peers[peer].measure(work)))
        record(
            arguments.rows,
            f"{what}, 30 s, one thread",
            [mine for mine, _ in runs],
            VERSIONS[peer],
            [theirs for _, theirs in runs],
            goal=GOALS.get((ours.split("/")[0], peer), ""),
            command="`libs/dsp/bench/compare.py`",
        )
        ratios = sorted(theirs / mine for mine, theirs in runs)
        rows.append(
            {
                "what": what,
                "ours_ms": round(float(np.median([mine for mine, _ in runs])), 3),
                "peer": peer,
                "peer_ms": round(float(np.median([theirs for _, theirs in runs])), 3),
                "ratio": round(float(np.median(ratios)), 2),
                "spread": [round(ratios[0], 2), round(ratios[-1], 2)],
            }
        )
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench_dsp")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--samples")
    parser.add_argument("--audioflux-python")
    add_rows_option(parser)
    parser.add_argument("--serve", choices=WORKS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.serve, arguments.samples)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.samples
        if path is None:
            path = str(Path(folder) / "samples.f32")
            tones_and_noise().tofile(path)
        rows = compare(arguments, path)
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        spread = "to".join(f" {value:.2f} " for value in row["spread"])
        print(
            f"{row['what']:31s} {row['ours_ms']:9.3f} ms   {row['peer']:9s} "
            f"{row['peer_ms']:9.3f} ms   ratio {row['ratio']:7.2f} ({spread.strip()})"
        )


if __name__ == "__main__":
    main()
