"""What is done to a song to see whether its genre stays: changes that leave the music the same."""

import dataclasses
import pathlib
import subprocess
from collections.abc import Callable

import numpy as np
import soundfile
import soxr


@dataclasses.dataclass(frozen=True)
class Sound:
    samples: np.ndarray  # [n_samples, n_channels], float32, full scale at 1
    sr: int


@dataclasses.dataclass(frozen=True)
class Codec:
    encoder: str  # ffmpeg's name for it
    bit_rate: int  # bits a second
    ending: str


Change = Callable[[Sound, np.random.Generator], Sound]

CODEC_GOAL = RATE_GOAL = GAIN_GOAL = SHIFT_GOAL = 0.02
STRONG_GOAL = 0.05  # of MP3 at 64 kbit/s and of noise at 30 dB
SHIFTS_S = (0.1, 0.5, 1.0, 1.5, 2.0, 2.9)  # under a segment, 3 s
RATES_HZ = (16000, 32000, 44100, 48000, 96000)


def same(sound: Sound, _: np.random.Generator) -> Sound:
    return sound


@dataclasses.dataclass(frozen=True)
class Alteration:
    name: str
    group: str
    goal: float | None  # the largest share of songs whose label may change
    change: Change = same
    codec: Codec | None = None  # None: a WAV of floats, which rounds and clips nothing


def amplified(sound: Sound, gain_db: float) -> Sound:
    return Sound((sound.samples * 10 ** (gain_db / 20)).astype(np.float32), sound.sr)


def clipped(sound: Sound) -> Sound:
    return Sound(np.clip(sound.samples, -1, 1), sound.sr)


def resampled(sound: Sound, sr: int) -> Sound:
    return Sound(soxr.resample(sound.samples, sound.sr, sr, quality="VHQ"), sr)


def faster(sound: Sound, ratio: float) -> Sound:
    """As a tape that runs faster: pitch and tempo change alike."""
    return Sound(soxr.resample(sound.samples, sound.sr * ratio, sound.sr, quality="VHQ"), sound.sr)


def shifted(sound: Sound, seconds: float) -> Sound:
    """Without its first seconds."""
    return Sound(sound.samples[round(seconds * sound.sr) :], sound.sr)


def beginning(sound: Sound, seconds: float) -> Sound:
    return Sound(sound.samples[: round(seconds * sound.sr)], sound.sr)


def mono(sound: Sound) -> Sound:
    return Sound(sound.samples.mean(axis=1, keepdims=True), sound.sr)


def beside(sound: Sound, factor: float) -> Sound:
    """Stereo: the song mixed to one channel, and beside it the same times the factor."""
    one = mono(sound).samples
    return Sound(np.hstack([one, np.float32(factor) * one]), sound.sr)


def noisy(sound: Sound, snr_db: float, chance: np.random.Generator) -> Sound:
    """White noise up to half the sample rate; the ratio is that of the whole song's energies."""
    noise = chance.standard_normal(sound.samples.shape)
    energy = np.square(sound.samples, dtype=np.float64).sum()
    scale = np.sqrt(energy / np.square(noise).sum()) * 10 ** (-snr_db / 20)
    return Sound((sound.samples + scale * noise).astype(np.float32), sound.sr)


def codec_rows() -> list[Alteration]:
    mp3, opus = ("libmp3lame", ".mp3"), ("libopus", ".opus")
    table = (
        ("MP3, 128 kbit/s", mp3, 128_000, CODEC_GOAL),
        ("MP3, 64 kbit/s", mp3, 64_000, STRONG_GOAL),
        ("Opus, 48 kbit/s", opus, 48_000, None),
    )
    return [
        Alteration(name, "codec", goal, codec=Codec(encoder, bit_rate, ending))
        for name, (encoder, ending), bit_rate, goal in table
    ]


def gain_rows() -> list[Alteration]:
    return [
        Alteration(
            "+12 dB, clipped", "gain", GAIN_GOAL, lambda sound, _: clipped(amplified(sound, 12))
        ),
        Alteration(
            "+12 dB, floats beyond full scale", "gain", GAIN_GOAL, lambda s, _: amplified(s, 12)
        ),
        Alteration("-12 dB", "gain", GAIN_GOAL, lambda sound, _: amplified(sound, -12)),
    ]


def rate_rows() -> list[Alteration]:
    return [
        Alteration(f"{sr / 1000:g} kHz", "rate", RATE_GOAL, lambda s, _, sr=sr: resampled(s, sr))
        for sr in RATES_HZ
    ]


def channel_rows() -> list[Alteration]:
    return [
        Alteration("stereo, a channel silent", "channels", None, lambda sound, _: beside(sound, 0)),
        Alteration(
            "stereo, a channel inverted", "channels", None, lambda sound, _: beside(sound, -1)
        ),
    ]


def noise_rows() -> list[Alteration]:
    return [
        Alteration(
            f"white noise, {snr_db} dB below",
            "noise",
            STRONG_GOAL if snr_db == 30 else None,
            lambda sound, chance, snr_db=snr_db: noisy(sound, snr_db, chance),
        )
        for snr_db in (30, 20, 10)
    ]


def time_rows() -> list[Alteration]:
    speeds = [
        Alteration(f"{percent:+d} % speed", "speed", None, lambda s, _, r=ratio: faster(s, r))
        for percent, ratio in ((2, 1.02), (-2, 0.98))
    ]
    shifts = [
        Alteration(
            f"begun {seconds:g} s later", "shift", SHIFT_GOAL, lambda s, _, t=seconds: shifted(s, t)
        )
        for seconds in SHIFTS_S
    ]
    first = Alteration("the first 10 s only", "length", None, lambda s, _: beginning(s, 10))
    return [*speeds, *shifts, first]


def all_rows() -> list[Alteration]:
    """The first, decoded and written again, changes nothing: it checks the measurement itself."""
    control = Alteration("as it is, decoded to WAV", "control", None)
    parts = (codec_rows, gain_rows, rate_rows, channel_rows, noise_rows, time_rows)
    return [control, *(row for part in parts for row in part())]


def read(path: pathlib.Path) -> Sound:
    samples, sr = soundfile.read(path, dtype="float32", always_2d=True)
    return Sound(samples, sr)


def write(sound: Sound, codec: Codec | None, stem: pathlib.Path) -> pathlib.Path:
    """As the codec says; the file's name is the stem with the codec's ending."""
    if codec is None:
        path = stem.with_suffix(".wav")
        soundfile.write(path, sound.samples, sound.sr, subtype="FLOAT")
        return path
    path = stem.with_suffix(codec.ending)
    raw = ["-f", "f32le", "-ar", str(sound.sr), "-ac", str(sound.samples.shape[1]), "-i", "pipe:"]
    coded = ["-c:a", codec.encoder, "-b:a", str(codec.bit_rate), str(path)]
    samples = sound.samples.astype("<f4").tobytes()
    subprocess.run(
        ["ffmpeg", "-v", "error", *raw, *coded], input=samples, check=True, capture_output=True
    )
    return path
