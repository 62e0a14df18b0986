#pragma once

#include <cstddef>
#include <optional>

#include "earmark/base/matrix.h"
#include "earmark/dsp/normalize.h"

namespace earmark::dsp {

/// librosa's parameters of a chroma filter bank, with its names and defaults.
struct ChromaConfig {
  double sr = 22050.0;        ///< sample rate in Hz, > 0
  std::size_t n_fft = 2048;   ///< >= 4
  std::size_t n_chroma = 12;  ///< pitch classes, >= 1
  double ctroct = 5.0;        ///< centre of the weights over frequency, octaves above 27.5 Hz
  std::optional<double> octwidth = 2.0;  ///< their half width in octaves, > 0; nullopt: flat
  Norm norm = 2.0;                       ///< of each bin's weights
  bool base_c = true;                    ///< the first row is C instead of A

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Gaussian weights that fold the bins of a spectrum into pitch classes:
/// [n_chroma, 1 + n_fft / 2], as librosa.filters.chroma.
///
/// @param tuning  deviation from A440 in fractions of a chroma bin
/// @throws std::invalid_argument  as ChromaConfig::validate, or tuning is not finite
[[nodiscard]] Matrix<float> chroma_filter_bank(const ChromaConfig& config = {},
                                               double tuning = 0.0);

}  // namespace earmark::dsp
