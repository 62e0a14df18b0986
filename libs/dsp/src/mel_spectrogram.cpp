#include "earmark/dsp/mel_spectrogram.h"

#include <algorithm>

#include "padded.h"

namespace earmark::dsp {

MelSpectrogram::MelSpectrogram(const MelConfig& config) {
  const Matrix<float> bank = mel_filter_bank(config);
  n_bins_ = bank.cols();
  for (std::size_t m = 0; m < bank.rows(); ++m) {
    const auto row = bank.row(m);
    const auto is_set = [](float weight) { return weight != 0.0F; };
    const auto first = std::find_if(row.begin(), row.end(), is_set);
    const auto end = std::find_if(row.rbegin(), std::make_reverse_iterator(first), is_set).base();
    bands_.push_back({static_cast<std::size_t>(first - row.begin()),
                      static_cast<std::size_t>(end - first), weights_.size()});
    weights_.insert(weights_.end(), first, end);
  }
}

void MelSpectrogram::process(MatrixView<const float> S, MatrixView<float> mel) const {
  require_shape(S, n_bins_, S.cols(), "mel_spectrogram", "S");
  require_shape(mel, n_mels(), S.cols(), "mel_spectrogram", "mel");
  require_padded(S, "mel_spectrogram", "S");
  require_padded(mel, "mel_spectrogram", "mel");
  for (std::size_t m = 0; m < bands_.size(); ++m) {
    const auto out = mel.row(m);
    std::fill(out.begin(), out.end(), 0.0F);
    for (std::size_t k = 0; k < bands_[m].n_bins; ++k) {
      const float weight = weights_[bands_[m].first_weight + k];
      const float* row = S.row(bands_[m].first_bin + k).data();
      for (std::size_t t = 0; t < out.size(); ++t) {
        out[t] += weight * row[t];
      }
    }
  }
}

}  // namespace earmark::dsp
