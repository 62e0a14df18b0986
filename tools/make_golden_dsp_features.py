"""Write tests/golden/dsp_features.txt from an installed librosa, on signals made here.

The inputs are not stored: libs/dsp/tests/synthetic.h makes the same ones bit for bit, from
integers and from operations that IEEE 754 rounds in one way only. Each line is a name, the number
of rows and columns, and the values.

Usage: make_golden_dsp_features.py tests/golden/dsp_features.txt
"""

import pathlib
import sys
import warnings

import librosa
import numpy as np

SR, N_FFT, HOP, N_FRAMES = 22050, 2048, 512, 130
SEMITONE = 1.0594630943592953
FRAMES = slice(0, N_FRAMES, 26)
PIPTRACKS = {
    "": {},
    "_band": {"fmin": 300, "fmax": 2500, "threshold": 0.3},
    "_ref": {"ref": 0.5},
    "_odd": {"n_fft": N_FFT + 1, "fmin": 9000, "fmax": SR, "ref": 1e-3},
}


class Noise:
    """Xorshift32 (Marsaglia 2003); values in [0, 1) with 24 bits."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return (x >> 8) / 16777216.0


def music_like_spectrogram(detune=1.0133):
    """Noise that falls with frequency, and the partials of a note that starts every 17 frames."""
    noise = Noise(2463534242)
    S = np.zeros((1 + N_FFT // 2, N_FRAMES), np.float32)
    for k in range(S.shape[0]):
        for t in range(N_FRAMES):
            u = noise()
            S[k, t] = np.float32(u * u * u * u / (1.0 + k / 64.0))
    hz = 220.0 * detune
    for onset in range(0, N_FRAMES, 17):
        for partial in range(1, 9):
            place = hz * partial * N_FFT / SR
            for k in range(max(1, int(place) - 2), int(place) + 4):
                for t in range(onset, min(onset + 17, N_FRAMES)):
                    far = (k - place) * (k - place)
                    S[k, t] += np.float32(
                        40.0 / (partial * (1.0 + far * far) * (1.0 + (t - onset)))
                    )
        for _ in range(1 + onset % 5):
            hz *= SEMITONE
        if hz > 440.0:
            hz *= 0.5
    return S


def signal():
    noise = Noise(362436069)
    y = np.zeros(66150, np.float32)
    for i in range(len(y)):
        square = 0.25 if (i // 37) % 2 == 0 else -0.25
        y[i] = np.float32(
            (noise() - 0.5) * (1.0 - i / 66150.0) + (square if i % 9000 < 3000 else 0.0)
        )
    y[20000:21000] = 0.0
    return y


def normal_db():
    S = music_like_spectrogram()
    return librosa.power_to_db(librosa.feature.melspectrogram(S=S**2, sr=SR))


def filter_banks():
    mel = {"n_mels": 8, "n_fft": 128}
    yield "mel_bank", librosa.filters.mel(sr=SR, **mel)
    yield "mel_bank_htk", librosa.filters.mel(sr=SR, htk=True, fmin=300, fmax=9000, **mel)
    yield "mel_bank_norm_none", librosa.filters.mel(sr=SR, norm=None, **mel)
    yield "mel_bank_norm_inf", librosa.filters.mel(sr=SR, norm=np.inf, **mel)
    yield "mel_bank_norm_minus_inf", librosa.filters.mel(sr=SR, norm=-np.inf, **mel)
    yield "mel_bank_norm_0", librosa.filters.mel(sr=SR, norm=0, **mel)
    yield "mel_bank_norm_2", librosa.filters.mel(sr=SR, norm=2, **mel)
    yield "mel_bank_norm_1", librosa.filters.mel(sr=16000, norm=1, **mel)
    yield "chroma_bank", librosa.filters.chroma(sr=SR, n_fft=256)
    yield "chroma_bank_tuned", librosa.filters.chroma(sr=SR, n_fft=256, tuning=-0.37)
    yield (
        "chroma_bank_24",
        librosa.filters.chroma(
            sr=SR,
            n_fft=128,
            n_chroma=24,
            tuning=0.2,
            ctroct=4.0,
            octwidth=None,
            norm=1,
            base_c=False,
        ),
    )


def spectral(S, P):
    mel = librosa.feature.melspectrogram(S=P, sr=SR)
    db = librosa.power_to_db(mel)
    yield "mel", mel[:, FRAMES]
    yield (
        "mel_htk_40",
        librosa.feature.melspectrogram(S=P, sr=SR, n_mels=40, htk=True, fmin=20, fmax=8000)[
            :, FRAMES
        ],
    )
    yield "mel_db", db[:, FRAMES]
    yield "mel_db_ref_max", librosa.power_to_db(mel, ref=np.max, top_db=60)[:, FRAMES]
    yield "mel_db_unlimited", librosa.power_to_db(mel, amin=1e-3, ref=0.5, top_db=None)[:, FRAMES]
    yield "amplitude_db", librosa.amplitude_to_db(S, ref=np.max)[::16, FRAMES]
    for dct_type in (1, 2, 3, 4):
        for norm in (None, "ortho"):
            if not (dct_type == 1 and norm):
                yield (
                    f"mfcc_type_{dct_type}_{norm}",
                    librosa.feature.mfcc(S=db, n_mfcc=20, dct_type=dct_type, norm=norm)[:, FRAMES],
                )
    yield "mfcc_lifter", librosa.feature.mfcc(S=db, n_mfcc=13, lifter=22)[:, FRAMES]
    yield "centroid", librosa.feature.spectral_centroid(S=S, sr=SR)
    yield "bandwidth", librosa.feature.spectral_bandwidth(S=S, sr=SR)
    yield "bandwidth_p_3", librosa.feature.spectral_bandwidth(S=S, sr=SR, p=3)
    yield "bandwidth_not_normed", librosa.feature.spectral_bandwidth(S=S, sr=SR, norm=False)
    yield "rolloff", librosa.feature.spectral_rolloff(S=S, sr=SR)
    yield "rolloff_half", librosa.feature.spectral_rolloff(S=S, sr=SR, roll_percent=0.5)


def pitch(P):
    yield "tuning", librosa.estimate_tuning(S=P, sr=SR)
    yield "tuning_36", librosa.estimate_tuning(S=P, sr=SR, resolution=0.02, bins_per_octave=36)
    yield "tuning_flat", librosa.estimate_tuning(S=music_like_spectrogram(0.9817) ** 2, sr=SR)
    for name, options in PIPTRACKS.items():
        pitches, magnitudes = librosa.piptrack(S=P, sr=SR, **options)
        yield f"piptrack{name}_pitches", np.sort(pitches[pitches > 0])[::8]
        yield f"piptrack{name}_magnitudes", np.sort(magnitudes[pitches > 0])[::8]
    frequencies = np.float32([0, 445.9, 222.97, 891.8, 440, 113.5, 27.87, 14, 3000.5])
    yield "pitch_tuning", librosa.pitch_tuning(frequencies)
    yield "chroma", librosa.feature.chroma_stft(S=P, sr=SR)[:, FRAMES]
    yield (
        "chroma_tuned_norm_2",
        librosa.feature.chroma_stft(S=P, sr=SR, tuning=0.31, norm=2)[:, FRAMES],
    )
    yield (
        "chroma_24",
        librosa.feature.chroma_stft(S=P, sr=SR, n_chroma=24, tuning=-1.4, norm=None, octwidth=None)[
            :, FRAMES
        ],
    )


def time_domain(y, S):
    yield "rms", librosa.feature.rms(y=y)
    yield (
        "rms_not_centered",
        librosa.feature.rms(y=y, center=False, frame_length=1500, hop_length=700),
    )
    yield "rms_of_spectrogram", librosa.feature.rms(S=S)
    yield "rms_of_odd_spectrogram", librosa.feature.rms(S=S, frame_length=N_FFT + 1)
    yield "rms_reflect", librosa.feature.rms(y=y[:9000], hop_length=700, pad_mode="reflect")
    yield "rms_edge", librosa.feature.rms(y=y[:9000], hop_length=700, pad_mode="edge")
    yield "zcr", librosa.feature.zero_crossing_rate(y)
    yield (
        "zcr_options",
        librosa.feature.zero_crossing_rate(
            y,
            frame_length=1000,
            hop_length=300,
            center=False,
            threshold=0.01,
            zero_pos=False,
            pad=True,
        ),
    )


def rhythm(db):
    strength = librosa.onset.onset_strength
    yield "onset_mean", strength(S=db, sr=SR)
    median = strength(S=db, sr=SR, aggregate=np.median)
    yield "onset_median", median
    yield "onset_options", strength(S=db, sr=SR, lag=2, max_size=4, detrend=True)
    yield (
        "onset_not_centered",
        strength(S=db[:127], sr=SR, max_size=3, center=False, aggregate=np.median),
    )
    yield "tempogram", librosa.feature.tempogram(onset_envelope=median, win_length=64)[:, FRAMES]
    yield (
        "tempogram_not_centered",
        librosa.feature.tempogram(onset_envelope=median, win_length=65, center=False, norm=2)[
            :, ::16
        ],
    )
    yield (
        "tempogram_hamming",
        librosa.feature.tempogram(onset_envelope=median, win_length=64, window="hamming")[
            :, FRAMES
        ],
    )
    tempo = librosa.feature.tempo
    yield "tempo", tempo(onset_envelope=strength(S=db, sr=SR), sr=SR)
    yield "tempo_slow", tempo(onset_envelope=median, sr=SR, start_bpm=60, std_bpm=0.3, ac_size=4)
    yield "tempo_unlimited", tempo(onset_envelope=median, sr=SR, start_bpm=2000, max_tempo=None)
    tempo, _ = librosa.beat.beat_track(onset_envelope=median, sr=SR)
    yield "beat_track_tempo", tempo


def cases():
    S = music_like_spectrogram()
    y = signal()
    yield from filter_banks()
    yield from spectral(S, S**2)
    yield from pitch(S**2)
    yield from time_domain(y, S)
    yield from rhythm(normal_db())


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with pathlib.Path(sys.argv[1]).open("w", encoding="ascii") as out:
        for name, value in cases():
            values = np.atleast_2d(value)
            text = " ".join(f"{v:.9g}" for v in values.ravel())
            out.write(f"{name} {values.shape[0]} {values.shape[1]} {text}\n")
