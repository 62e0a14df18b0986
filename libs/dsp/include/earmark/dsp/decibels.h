#pragma once

#include <optional>

#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// librosa's parameters of power_to_db, with its names and defaults.
struct PowerToDbConfig {
  std::optional<double> ref = 1.0;  ///< power that is 0 dB; nullopt is the largest value (np.max)
  double amin = 1e-10;              ///< smaller powers count as this, > 0
  std::optional<double> top_db = 80.0;  ///< floor under the loudest value in dB, >= 0; or none

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// librosa's parameters of amplitude_to_db, with its names and defaults.
struct AmplitudeToDbConfig {
  std::optional<double> ref = 1.0;      ///< amplitude that is 0 dB; nullopt is the largest (np.max)
  double amin = 1e-5;                   ///< smaller amplitudes count as this, > 0
  std::optional<double> top_db = 80.0;  ///< floor under the loudest value in dB, >= 0; or none

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Power to decibels: 10 log10(max(S, amin) / max(ref, amin)), not under the loudest value less
/// top_db, as librosa.power_to_db. Within 1e-5 dB of the exact value for results within +-100 dB.
///
/// @param S     powers >= 0 [n_rows, n_frames], rows padded as earmark::Matrix pads
/// @param S_db  same shape, padded; may be S itself
/// @throws std::invalid_argument  shape, padding, or as PowerToDbConfig::validate
///
/// Thread-safe, does not allocate.
void power_to_db(MatrixView<const float> S, MatrixView<float> S_db,
                 const PowerToDbConfig& config = {});

/// Amplitude to decibels: power_to_db of S^2, as librosa.amplitude_to_db. Contract as power_to_db.
void amplitude_to_db(MatrixView<const float> S, MatrixView<float> S_db,
                     const AmplitudeToDbConfig& config = {});

/// Decibels to power: ref 10^(S_db / 10), as librosa.db_to_power. Thread-safe.
[[nodiscard]] float db_to_power(float S_db, double ref = 1.0);

/// Decibels to amplitude: ref 10^(S_db / 20), as librosa.db_to_amplitude. Thread-safe.
[[nodiscard]] float db_to_amplitude(float S_db, double ref = 1.0);

}  // namespace earmark::dsp
