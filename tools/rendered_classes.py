"""Folders of music whose labels are no genres, made by arithmetic: eight instruments.

    rendered_classes.py FOLDER [--bands 8] [--pieces 3] [--seconds 12] [--seed 0]

Writes FOLDER/INSTRUMENT/BAND-PIECE.wav at 22,050 Hz, tagged with the band as the artist. A band
keeps its timbre, tempo, room and noise from piece to piece; key, melody, rhythm and loudness are
drawn for each, and in half of them another instrument plays along, 6 to 14 dB lower. The same seed
gives the same sounds; another one gives other bands.
"""

import argparse
import dataclasses
import pathlib

import numpy as np
import soundfile

RATE = 22050
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), (0, 3, 5, 7, 10))
RHYTHMS = ((1, 1, 1, 1), (2, 1, 1), (1, 1, 2), (1.5, 0.5, 1, 1), (0.5, 0.5, 1, 2), (3, 1))  # beats


@dataclasses.dataclass(frozen=True)
class Band:
    """What the pieces of one band share; three numbers from 0 to 1 are the timbre."""

    timbre: np.ndarray
    beat_s: float
    room_s: float
    wet: float
    noise: float
    octave: int

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Band":
        return cls(
            timbre=rng.random(3),
            beat_s=60 / rng.uniform(70, 150),
            room_s=rng.uniform(0.2, 1.5),
            wet=rng.uniform(0, 0.4),
            noise=10 ** rng.uniform(-4, -2),
            octave=int(rng.integers(0, 2)),
        )


def seconds_of(n: int) -> np.ndarray:
    return np.arange(n) / RATE


def held(n: int, rise_s: float, fall_s: float = 0.05) -> np.ndarray:
    """Rises, holds and falls."""
    t = seconds_of(n)
    return np.clip(t / rise_s, 0, 1) * np.clip((n / RATE - t) / fall_s, 0, 1)


def vibrato_phase(hz: float, n: int, depth: float, rate_hz: float) -> np.ndarray:
    t = seconds_of(n)
    wave = 1 + depth * np.clip(t / 0.3, 0, 1) * np.sin(2 * np.pi * rate_hz * t)
    return 2 * np.pi * hz * np.cumsum(wave) / RATE


def harmonics_below(hz: float, most_hz: float) -> range:
    return range(1, max(2, int(min(most_hz, RATE / 2) / hz)))


def organ(hz: float, n: int, band: Band, rng: np.random.Generator) -> np.ndarray:
    """Drawbars: sines at fixed ratios, all held."""
    stops = 0.2 + 0.8 * np.abs(np.sin(9 * (np.arange(7) + 1) * (0.2 + band.timbre[0])))
    t = seconds_of(n)
    shake = 1 + 0.3 * band.timbre[1] * np.sin(2 * np.pi * 6 * t)
    ratios = (0.5, 1, 1.5, 2, 3, 4, 6)
    return (
        held(n, 0.01)
        * shake
        * sum(
            stop * np.sin(2 * np.pi * ratio * hz * t)
            for stop, ratio in zip(stops, ratios, strict=True)
        )
    )


def plucked(hz: float, n: int, band: Band, rng: np.random.Generator) -> np.ndarray:
    """A string that loses its high partials period by period (Karplus and Strong 1983)."""
    period = round(RATE / hz)
    string = rng.uniform(-1, 1, period)
    for _ in range(int(4 * band.timbre[0])):  # a softer finger
        string = (string + np.roll(string, 1)) / 2
    periods = []
    for _ in range(n // period + 1):
        periods.append(string)
        string = (0.99 + 0.009 * band.timbre[1]) * (string + np.roll(string, -1)) / 2
    return np.concatenate(periods)[:n] * held(n, 0.001)


def bell(hz: float, n: int, band: Band, rng: np.random.Generator) -> np.ndarray:
    """Frequency modulation at a ratio that is no whole number, dying away."""
    t = seconds_of(n)
    ratio = (1.4, 2.76, 3.5)[int(3 * band.timbre[0])]
    depth = (2 + 5 * band.timbre[1]) * np.exp(-t / (0.3 + band.timbre[2]))
    carrier = 4 * hz
    tone = np.sin(2 * np.pi * carrier * t + depth * np.sin(2 * np.pi * ratio * carrier * t))
    return held(n, 0.002) * np.exp(-t / (0.4 + band.timbre[2])) * tone


def flute(hz: float, n: int, band: Band, rng: np.random.Generator) -> np.ndarray:
    """Nearly a sine, with vibrato and breath."""
    phase = vibrato_phase(2 * hz, n, 0.006, 4 + 2 * band.timbre[0])
    tone = (
        np.sin(phase) + (0.1 + 0.3 * band.timbre[1]) * np.sin(2 * phase) + 0.05 * np.sin(3 * phase)
    )
    breath = np.convolve(rng.standard_normal(n), np.ones(4) / 4, "same")
    return held(n, 0.06) * (tone + (0.03 + 0.12 * band.timbre[2]) * breath)


def brass(hz: float, n: int, band: Band, rng: np.random.Generator) -> np.ndarray:
    """Harmonics that come in later the higher they are, and the louder, the more of them."""
    phase = vibrato_phase(hz, n, 0.002, 5)
    swell = held(n, 0.05 + 0.08 * band.timbre[0], 0.08)
    softness = 0.15 + 0.25 * band.timbre[1]
    return sum(
        swell ** (1 + softness * k) * np.exp(-softness * k / 3) * np.sin(k * phase)
        for k in harmonics_below(hz, 6000)
    )


def bowed(hz: float, n: int, band: Band, rng: np.random.Generator) -> np.ndarray:
    """A sawtooth with vibrato through the resonances of a body, begun slowly."""
    phase = vibrato_phase(hz, n, 0.008, 5 + band.timbre[0])
    peaks_hz = np.array([280, 460, 1000 + 400 * band.timbre[1], 2600])
    tone = sum(
        (0.3 + np.exp(-(((k * hz - peaks_hz) / 200) ** 2)).sum()) / k * np.sin(k * phase)
        for k in harmonics_below(hz, 8000)
    )
    scrape = np.diff(rng.standard_normal(n + 1)) * 0.03
    return held(n, 0.1 + 0.15 * band.timbre[2], 0.1) * (tone + scrape)


def electric_piano(hz: float, n: int, band: Band, rng: np.random.Generator) -> np.ndarray:
    """Two-operator frequency modulation: a tine's strike over a soft body."""
    t = seconds_of(n)
    strike = (0.2 + 0.4 * band.timbre[0]) * np.exp(-t / 0.2) * np.sin(2 * np.pi * 14 * hz * t)
    body = (0.6 + band.timbre[1]) * np.exp(-t / 0.6) * np.sin(2 * np.pi * hz * t)
    shake = 1 + 0.4 * band.timbre[2] * np.sin(2 * np.pi * 5 * t)
    tone = np.sin(2 * np.pi * hz * t + body + strike)
    return held(n, 0.003) * shake * np.exp(-t / 1.0) * tone


PITCHED = {
    "bell": bell,
    "bowed string": bowed,
    "brass": brass,
    "electric piano": electric_piano,
    "flute": flute,
    "organ": organ,
    "plucked string": plucked,
}
CLASSES = (*PITCHED, "drums")


def add(mix: np.ndarray, at_s: float, sound: np.ndarray, gain: float) -> None:
    begin = int(at_s * RATE)
    end = min(len(mix), begin + len(sound))
    mix[begin:end] += gain * sound[: end - begin]


def tune(mix: np.ndarray, name: str, band: Band, rng: np.random.Generator) -> None:
    """A melody that walks up and down a scale, over a note of its chord a bar below."""
    voice, scale = PITCHED[name], SCALES[rng.integers(len(SCALES))]
    key_hz = 220 * 2 ** (rng.integers(-5, 7) / 12 + band.octave - 0.5)
    ring = rng.uniform(0.8, 1.6)

    def play(step: int, octave: int, at_s: float, beats: float, gain: float) -> None:
        hz = key_hz * 2 ** (octave + step // len(scale) + scale[step % len(scale)] / 12)
        add(mix, at_s, voice(hz, int(beats * band.beat_s * ring * RATE), band, rng), gain)

    at_s, step = 0.0, int(rng.integers(0, 5))
    while at_s < len(mix) / RATE:
        play(int(rng.choice([0, 2, 4])), -1, at_s, 4, rng.uniform(0.3, 0.6))
        for beats in RHYTHMS[rng.integers(len(RHYTHMS))]:
            if rng.random() < 0.9 and at_s < len(mix) / RATE:
                play(step, 0, at_s, beats, rng.uniform(0.6, 1))
            step = int(np.clip(step + rng.integers(-2, 3), -3, 8))
            at_s += beats * band.beat_s


def drums(mix: np.ndarray, band: Band, rng: np.random.Generator) -> None:
    """Kick, snare and hi-hat in a pattern of sixteen steps that returns with small changes."""
    t = seconds_of(int(0.35 * RATE))
    low_hz = 40 + 30 * band.timbre[0]
    kick = np.sin(2 * np.pi * (low_hz * t - 4 * np.exp(-t / 0.03))) * np.exp(-t / 0.12)
    hiss = np.diff(rng.standard_normal(len(t) + 1))
    snare = 0.4 * hiss * np.exp(-t / (0.04 + 0.06 * band.timbre[1]))
    snare += np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.05)
    hat = 0.3 * np.diff(hiss, append=0) * np.exp(-t / (0.02 + 0.05 * band.timbre[2]))
    chances = rng.random((3, 16)) < np.array([[0.25], [0.15], [0.6]])
    chances[0, [0, 8]] = chances[1, [4, 12]] = True
    for step in range(int(len(mix) / RATE / band.beat_s * 4)):
        for sound, hits in zip((kick, snare, hat), chances, strict=True):
            if hits[step % 16] ^ (rng.random() < 0.05):
                add(mix, step * band.beat_s / 4, sound, rng.uniform(0.6, 1))


def line(name: str, band: Band, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """One instrument's part, at the same loudness as all."""
    mix = np.zeros(int(seconds * RATE))
    if name == "drums":
        drums(mix, band, rng)
    else:
        tune(mix, name, band, rng)
    return mix / np.sqrt(np.mean(mix**2))


def piece(name: str, band: Band, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Mono between -1 and 1, in the band's room."""
    mix = line(name, band, seconds, rng)
    if rng.random() < 0.5:
        other = rng.choice([c for c in CLASSES if c != name])
        mix += 10 ** (-rng.uniform(6, 14) / 20) * line(other, band, seconds, rng)
    t = seconds_of(int(band.room_s * RATE))
    room = rng.standard_normal(len(t)) * np.exp(-6.9 * t / band.room_s)  # -60 dB at its end
    n = len(mix) + len(room)
    echo = np.fft.irfft(np.fft.rfft(mix, n) * np.fft.rfft(room, n), n)[: len(mix)]
    mix = mix / np.abs(mix).max() + band.wet * echo / np.abs(echo).max()
    mix = mix / np.abs(mix).max() + band.noise * rng.standard_normal(len(mix))
    return (rng.uniform(0.1, 0.9) * mix / np.abs(mix).max()).astype(np.float32)


def write_all(folder: pathlib.Path, n_bands: int, n_pieces: int, seconds: float, seed: int) -> None:
    for k, name in enumerate(CLASSES):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for b in range(n_bands):
            band = Band.drawn(np.random.default_rng([seed, k, b]))
            for p in range(n_pieces):
                sound = piece(name, band, seconds, np.random.default_rng([seed, k, b, p]))
                path = folder / name / f"{b}-{p}.wav"
                with soundfile.SoundFile(path, "w", RATE, 1) as file:
                    file.artist = f"{name} band {seed}.{b}"
                    file.write(sound)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--bands", type=int, default=8, help="of each instrument")
    parser.add_argument("--pieces", type=int, default=3, help="of each band")
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.bands < 1 or arguments.pieces < 1 or not 1 <= arguments.seconds <= 600:
        parser.error("--bands and --pieces must be 1 or more, and --seconds between 1 and 600")
    if arguments.seed < 0:
        parser.error(f"--seed {arguments.seed} must be 0 or more")
    write_all(
        arguments.folder, arguments.bands, arguments.pieces, arguments.seconds, arguments.seed
    )


if __name__ == "__main__":
    main()
