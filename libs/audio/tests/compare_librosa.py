"""Compare load() with librosa 0.11's load(sr=22050): files made on the spot, then the recordings
under $EARMARK_SHARED. Usage: compare_librosa.py AUDIO_DUMP. Exit 77: librosa or an encoder is missing.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings

try:
    import librosa
    import numpy as np
    import soundfile
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

warnings.simplefilter("ignore")

TOLERANCE = 1e-4  # what the project promises; rounding of two builds of the decoders is under 1e-6
N_TRACKS = 12

# Name, encoder's arguments, and why lengths may differ, if they may.
ENCODERS = {
    "u8.wav": ["-c:a", "pcm_u8"],
    "s16.wav": ["-c:a", "pcm_s16le"],
    "s24.wav": ["-c:a", "pcm_s24le"],
    "s32.wav": ["-c:a", "pcm_s32le"],
    "f32.wav": ["-c:a", "pcm_f32le"],
    "f64.wav": ["-c:a", "pcm_f64le"],
    "mulaw.wav": ["-c:a", "pcm_mulaw"],
    "alaw.wav": ["-c:a", "pcm_alaw"],
    "six.wav": ["-ac", "6"],
    "low.wav": ["-ar", "8000"],
    "high.wav": ["-ar", "192000"],
    "s16.aiff": [],
    "s16.flac": [],
    "s24_96k.flac": ["-ar", "96000", "-sample_fmt", "s32"],
    "cbr.mp3": ["-b:a", "128k"],
    "vbr.mp3": ["-q:a", "4"],
    "mono22.mp3": ["-ac", "1", "-ar", "22050", "-b:a", "48k"],
    "bare.mp3": ["-b:a", "128k", "-write_xing", "0", "-id3v2_version", "0"],
    "vorbis.ogg": ["-c:a", "libvorbis"],
    "music.opus": ["-c:a", "libopus"],
    "speech.opus": ["-c:a", "libopus", "-ac", "1", "-ar", "16000", "-b:a", "16k"],
}


def make_source(folder: pathlib.Path) -> pathlib.Path:
    rate, seconds = 44100, 6
    t = np.arange(rate * seconds) / rate
    rng = np.random.default_rng(0)
    left = 0.3 * np.sin(2 * np.pi * 220 * t * (1 + 0.1 * t)) + 0.05 * rng.standard_normal(len(t))
    right = 0.3 * np.sin(2 * np.pi * 330 * t) * (np.sin(9 * t) > 0) + 0.05 * rng.standard_normal(
        len(t)
    )
    path = folder / "source.wav"
    soundfile.write(path, np.stack([left, right], axis=1).astype(np.float32), rate, subtype="FLOAT")
    return path


def compare(dump: str, folder: pathlib.Path, path: pathlib.Path, **part: float) -> str:
    """An empty string, or what differs; `folder` takes what is dumped."""
    out = folder / "out.raw"
    arguments = [str(value) for value in part.values()]
    done = subprocess.run(
        [dump, path, out, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        return done.stderr.strip() or f"exit {done.returncode}"
    got = np.fromfile(out, dtype=np.float32)
    out.unlink()
    want, _ = librosa.load(path, sr=22050, **part)
    if len(got) != len(want):
        return f"{len(got)} samples, librosa {len(want)}"
    worst = float(np.abs(got - want).max(initial=0))
    print(f"{path.name:40} {part or ''!s:36} {len(got):8} samples, largest difference {worst:.1e}")
    return "" if worst <= TOLERANCE else f"largest difference {worst:.1e}"


def recordings() -> list[pathlib.Path]:
    shared = os.environ.get("EARMARK_SHARED")
    if not shared:
        print("EARMARK_SHARED is not set: no recordings are compared")
        return []
    data = pathlib.Path(shared) / "data"
    tracks = sorted(data.glob("tracks/*/*.opus"))
    return sorted(data.glob("samples/*.*")) + tracks[:: max(1, len(tracks) // N_TRACKS)]


def main() -> int:
    if shutil.which("ffmpeg") is None:
        print("skipped: the ffmpeg program is missing")
        return 77
    dump = sys.argv[1]
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = make_source(folder)
        for file, arguments in ENCODERS.items():
            path = folder / file
            subprocess.run(["ffmpeg", "-v", "error", "-i", source, *arguments, path], check=True)
            parts = [{}, {"offset": 1.25}, {"offset": 2.5, "duration": 1.5}]
            # Where a seek ends in MP3 and Opus depends on libsndfile's and libmpg123's warm-up.
            for part in parts if path.suffix not in {".mp3", ".opus"} else parts[:1]:
                if problem := compare(dump, folder, path, **part):
                    wrong.append(f"{file} {part}: {problem}")
        for path in recordings():
            if problem := compare(dump, folder, path):
                wrong.append(f"{path}: {problem}")
    print("\n".join(wrong) or "all as librosa")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
