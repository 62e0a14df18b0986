#pragma once

#include <cstddef>
#include <vector>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"
#include "earmark/dsp/mel_filter_bank.h"

namespace earmark::dsp {

/// Applies a mel filter bank to spectra, as librosa.feature.melspectrogram(S=...).
///
/// Of the bank only each band's span of bins is kept: all but about two weights a bin are zero.
///
/// Thread-safe; process() does not allocate.
class MelSpectrogram {
 public:
  /// @throws std::invalid_argument  as MelConfig::validate
  explicit MelSpectrogram(const MelConfig& config = {});

  [[nodiscard]] std::size_t n_mels() const { return bands_.size(); }
  [[nodiscard]] std::size_t n_bins() const { return n_bins_; }

  /// mel[m, t] = sum over bins k of weight[m, k] S[k, t].
  ///
  /// @param S    spectrogram [n_bins, n_frames], for librosa's result the power spectrum, padded as
  ///             earmark::Matrix pads
  /// @param mel  [n_mels, n_frames], padded, apart from S; the padding is overwritten
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void process(MatrixView<const float> S, MatrixView<float> mel) const;

  /// The bins [first_bin, first_bin + n_bins) of one band and where its weights lie.
  struct Band {
    std::size_t first_bin = 0;
    std::size_t n_bins = 0;
    std::size_t first_weight = 0;
  };

 private:
  std::size_t n_bins_ = 0;
  std::vector<Band> bands_;
  AlignedVector<float> weights_;
};

}  // namespace earmark::dsp
