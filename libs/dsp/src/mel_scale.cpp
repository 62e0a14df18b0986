#include "earmark/dsp/mel_scale.h"

#include <cmath>

namespace earmark::dsp {
namespace {

// Slaney's scale: 3 mels for 200 Hz up to 1 kHz, then 27 mels for each factor of 6.4.
constexpr double kHzPerMel = 200.0 / 3.0;
constexpr double kLogStartHz = 1000.0;
constexpr double kLogStartMel = kLogStartHz / kHzPerMel;
const double kLogStep = std::log(6.4) / 27.0;

}  // namespace

double hz_to_mel(double frequency_hz, bool htk) {
  if (htk) {
    return 2595.0 * std::log10(1.0 + frequency_hz / 700.0);
  }
  if (frequency_hz >= kLogStartHz) {
    return kLogStartMel + std::log(frequency_hz / kLogStartHz) / kLogStep;
  }
  return frequency_hz / kHzPerMel;
}

double mel_to_hz(double mel, bool htk) {
  if (htk) {
    return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
  }
  if (mel >= kLogStartMel) {
    return kLogStartHz * std::exp(kLogStep * (mel - kLogStartMel));
  }
  return kHzPerMel * mel;
}

std::vector<double> mel_frequencies(std::size_t n_mels, double fmin, double fmax, bool htk) {
  std::vector<double> frequencies(n_mels);
  const double low = hz_to_mel(fmin, htk);
  const double high = hz_to_mel(fmax, htk);
  const double step = n_mels > 1 ? (high - low) / static_cast<double>(n_mels - 1) : 0.0;
  for (std::size_t i = 0; i < n_mels; ++i) {
    const bool last = i + 1 == n_mels && n_mels > 1;
    frequencies[i] = mel_to_hz(last ? high : low + static_cast<double>(i) * step, htk);
  }
  return frequencies;
}

std::vector<double> fft_frequencies(double sr, std::size_t n_fft) {
  std::vector<double> frequencies(1 + n_fft / 2);
  // numpy.fft.rfftfreq's order of operations, so that filter edges fall on the same bins.
  const double bin_hz = 1.0 / (static_cast<double>(n_fft) * (1.0 / sr));
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    frequencies[k] = static_cast<double>(k) * bin_hz;
  }
  return frequencies;
}

}  // namespace earmark::dsp
