#pragma once

#include <cstddef>
#include <vector>

namespace earmark::dsp {

/// Hertz to mels. Slaney's scale (Auditory Toolbox, 1998) is linear below 1 kHz and logarithmic
/// above; with `htk` it is 2595 log10(1 + f / 700). As librosa.hz_to_mel. Thread-safe.
[[nodiscard]] double hz_to_mel(double frequency_hz, bool htk = false);

/// The inverse of hz_to_mel. As librosa.mel_to_hz. Thread-safe.
[[nodiscard]] double mel_to_hz(double mel, bool htk = false);

/// `n_mels` frequencies in Hz, evenly spaced in mels from `fmin` to `fmax`, both included. As
/// librosa.mel_frequencies. Thread-safe.
[[nodiscard]] std::vector<double> mel_frequencies(std::size_t n_mels = 128, double fmin = 0.0,
                                                  double fmax = 11025.0, bool htk = false);

/// Centres in Hz of the 1 + n_fft / 2 bins of a one-sided spectrum. As librosa.fft_frequencies.
/// Thread-safe.
[[nodiscard]] std::vector<double> fft_frequencies(double sr = 22050.0, std::size_t n_fft = 2048);

}  // namespace earmark::dsp
