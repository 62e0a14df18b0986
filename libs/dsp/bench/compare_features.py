"""Print mel, MFCC and chroma of ten 3 s segments here, in librosa and in audioFlux.

Usage: compare_features.py PATH/TO/bench_dsp_features. Both peers must be installed (audioFlux
0.1.9 also works alone in an environment of its own); a missing one is left out. All times are
processor time of one thread, in ms for 30 s of sound, the median and the spread of nine runs.
"""

import json
import os
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402  (after the thread limits)

SR, SEGMENTS, RUNS = 22050, 10, 9
OURS = {
    "mel": ["BM_MelSpectrogram"],
    "mfcc from mel": ["BM_PowerToDb", "BM_Mfcc"],
    "chroma with tuning": ["BM_ChromaStft"],
}


def show(who, what, runs):
    runs = sorted(runs)
    print(f"{who:10s} {what:22s} {runs[len(runs) // 2]:9.3f} ms  ({runs[0]:.3f} to {runs[-1]:.3f})")


def measure(work):
    work()
    runs = []
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(SEGMENTS):
            work()
        runs.append((time.process_time() - start) * 1e3)
    return runs


def ours(program):
    command = [program, "--benchmark_format=json", f"--benchmark_repetitions={RUNS}"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    times = {}
    for row in report["benchmarks"]:
        if row["run_type"] == "iteration":
            times.setdefault(row["name"], []).append(row["cpu_time"] * 1e-6 * SEGMENTS)
    for what, names in OURS.items():
        show("earmark", what, np.sum([times[name] for name in names], axis=0).tolist())
    show(
        "earmark",
        "all parts",
        np.sum(
            [runs for name, runs in times.items() if name != "BM_EstimateTuning"], axis=0
        ).tolist(),
    )


def peer_librosa(y):
    import librosa

    S = np.abs(librosa.stft(y)) ** 2
    mel = librosa.feature.melspectrogram(S=S, sr=SR)
    show("librosa", "mel", measure(lambda: librosa.feature.melspectrogram(S=S, sr=SR)))
    show(
        "librosa",
        "mfcc from mel",
        measure(lambda: librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=20)),
    )
    show("librosa", "chroma with tuning", measure(lambda: librosa.feature.chroma_stft(S=S, sr=SR)))


def peer_audioflux(y):
    import audioflux

    # audioFlux works from samples: its times hold a transform too.
    show(
        "audioflux",
        "mel, with STFT",
        measure(
            lambda: audioflux.mel_spectrogram(
                y, samplate=SR, num=128, radix2_exp=11, slide_length=512
            )
        ),
    )
    show(
        "audioflux",
        "mfcc, with STFT",
        measure(
            lambda: audioflux.mfcc(
                y, samplate=SR, cc_num=20, mel_num=128, radix2_exp=11, slide_length=512
            )
        ),
    )
    show(
        "audioflux",
        "chroma, with STFT",
        measure(
            lambda: audioflux.chroma_linear(
                y, samplate=SR, high_fre=SR / 2, radix2_exp=11, slide_length=512
            )
        ),
    )


if __name__ == "__main__":
    sound = np.random.default_rng(1).standard_normal(66150).astype(np.float32) * 0.1
    ours(sys.argv[1])
    for peer in (peer_librosa, peer_audioflux):
        try:
            peer(sound)
        except ImportError as error:
            print(f"{peer.__name__}: left out, {error}")
