#pragma once

#include <cstddef>
#include <optional>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix.h"
#include "earmark/dsp/chroma_filter_bank.h"
#include "earmark/dsp/estimate_tuning.h"
#include "earmark/dsp/normalize.h"

namespace earmark::dsp {

/// librosa's parameters of a chromagram, with its names and defaults.
struct ChromaStftConfig {
  ChromaConfig filter_bank = {};
  Norm norm = kNormInf;  ///< of each frame's chroma
  std::optional<double> tuning =
      std::nullopt;  ///< fractions of a chroma bin; nullopt estimates it from S

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Energy of the pitch classes in each frame, as librosa.feature.chroma_stft(S=...).
///
/// The filter bank depends on the tuning; computing it anew costs less than a tenth of applying
/// it, so no bank is kept between calls.
///
/// Thread-safe.
class ChromaStft {
 public:
  /// @throws std::invalid_argument  as ChromaStftConfig::validate
  explicit ChromaStft(const ChromaStftConfig& config = {});

  /// Working memory of process(), owned by the caller, one for each thread. It grows to what the
  /// largest input needs; after that process() does not allocate.
  struct Scratch {
    EstimateTuning::Scratch tuning;
    Matrix<float> filter_bank;
  };

  [[nodiscard]] std::size_t n_chroma() const { return config_.filter_bank.n_chroma; }

  /// @param S       power spectrogram [1 + n_fft / 2, n_frames], rows padded as earmark::Matrix
  /// pads
  /// @param chroma  [n_chroma, n_frames], padded, apart from S; the padding is overwritten
  /// @return        the tuning used, in fractions of a chroma bin
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  double process(MatrixView<const float> S, MatrixView<float> chroma, Scratch& scratch) const;

 private:
  /// Fills scratch.filter_bank.
  void make_filter_bank(double tuning, Scratch& scratch) const;

  ChromaStftConfig config_;
  EstimateTuning estimate_tuning_;
  AlignedVector<float> note_;       // of each bin at tuning 0, in [0, n_chroma)
  AlignedVector<float> sharpness_;  // of each bin: -2 / (width in notes)^2
  AlignedVector<float> octave_;     // of each bin above ctroct at tuning 0, over octwidth
};

}  // namespace earmark::dsp
