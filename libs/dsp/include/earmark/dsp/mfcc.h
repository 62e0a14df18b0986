#pragma once

#include <cstddef>

#include "earmark/base/matrix.h"
#include "earmark/dsp/dct.h"

namespace earmark::dsp {

/// librosa's parameters of mel-frequency cepstral coefficients, with its names and defaults.
struct MfccConfig {
  std::size_t n_mels = 128;  ///< rows of the mel spectrogram, >= 1
  std::size_t n_mfcc = 20;   ///< coefficients to keep, 1 to n_mels
  int dct_type = 2;          ///< 1 to 4
  DctNorm norm = DctNorm::kOrtho;
  double lifter = 0.0;  ///< >= 0; above 0, row i is scaled by 1 + lifter / 2 sin(pi (i+1) / lifter)

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Mel-frequency cepstral coefficients of a mel spectrogram in decibels, as
/// librosa.feature.mfcc(S=...).
///
/// Thread-safe; process() does not allocate.
class Mfcc {
 public:
  /// @throws std::invalid_argument  as MfccConfig::validate
  explicit Mfcc(const MfccConfig& config = {});

  /// @param mel_db  [n_mels, n_frames] in dB, rows padded as earmark::Matrix pads
  /// @param mfcc    [n_mfcc, n_frames], padded, apart from mel_db; the padding is overwritten
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void process(MatrixView<const float> mel_db, MatrixView<float> mfcc) const;

 private:
  Matrix<float> matrix_;
};

}  // namespace earmark::dsp
