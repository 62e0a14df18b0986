#pragma once

#include <cstddef>
#include <optional>
#include <variant>

#include "earmark/base/matrix.h"
#include "earmark/dsp/normalize.h"

namespace earmark::dsp {

/// Slaney's normalisation: every triangle has the same area, 2 / (its width in Hz) high.
struct SlaneyNorm {};

/// librosa's parameters of a mel filter bank, with its names and defaults.
struct MelConfig {
  double sr = 22050.0;                        ///< sample rate in Hz, > 0
  std::size_t n_fft = 2048;                   ///< >= 2
  std::size_t n_mels = 128;                   ///< number of triangles, >= 1
  double fmin = 0.0;                          ///< lowest corner in Hz, >= 0
  std::optional<double> fmax = std::nullopt;  ///< highest corner in Hz, > fmin; nullopt is sr / 2
  bool htk = false;                           ///< HTK's mel scale instead of Slaney's
  std::variant<SlaneyNorm, Norm> norm = SlaneyNorm{};  ///< of each triangle

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Overlapping triangles that are evenly spaced in mels: float32 weights
/// [n_mels, 1 + n_fft / 2], as librosa.filters.mel. A band narrower than a bin may be all zero.
///
/// @throws std::invalid_argument  as MelConfig::validate
[[nodiscard]] Matrix<float> mel_filter_bank(const MelConfig& config = {});

}  // namespace earmark::dsp
