#include "earmark/dsp/mel_filter_bank.h"

#include <algorithm>
#include <cmath>

#include "earmark/dsp/mel_scale.h"
#include "padded.h"

namespace earmark::dsp {
namespace {

// normalize() works on columns; a band is a row.
void normalize_row(std::span<float> row, const Norm& norm) {
  Matrix<float> column(row.size(), 1);
  for (std::size_t k = 0; k < row.size(); ++k) {
    column(k, 0) = row[k];
  }
  normalize(column.view(), norm);
  for (std::size_t k = 0; k < row.size(); ++k) {
    row[k] = column(k, 0);
  }
}

}  // namespace

void MelConfig::validate() const {
  require(std::isfinite(sr) && sr > 0.0, "mel_filter_bank: sr must be finite and > 0");
  require(n_fft >= 2, "mel_filter_bank: n_fft must be >= 2");
  require(n_mels >= 1, "mel_filter_bank: n_mels must be >= 1");
  require(std::isfinite(fmin) && fmin >= 0.0, "mel_filter_bank: fmin must be finite and >= 0");
  const double top = fmax.value_or(sr / 2.0);
  require(std::isfinite(top) && top > fmin, "mel_filter_bank: fmax must be finite and > fmin");
  const Norm* number = std::get_if<Norm>(&norm);
  require(number == nullptr || is_valid_norm(*number),
          "mel_filter_bank: norm must be >= 0 or an infinity");
}

Matrix<float> mel_filter_bank(const MelConfig& config) {
  config.validate();
  const auto bins = fft_frequencies(config.sr, config.n_fft);
  const auto mels = mel_frequencies(config.n_mels + 2, config.fmin,
                                    config.fmax.value_or(config.sr / 2.0), config.htk);
  Matrix<float> weights(config.n_mels, bins.size());
  for (std::size_t m = 0; m < config.n_mels; ++m) {
    const auto row = weights.row(m);
    for (std::size_t k = 0; k < bins.size(); ++k) {
      const double lower = (bins[k] - mels[m]) / (mels[m + 1] - mels[m]);
      const double upper = (mels[m + 2] - bins[k]) / (mels[m + 2] - mels[m + 1]);
      row[k] = static_cast<float>(std::max(0.0, std::min(lower, upper)));
    }
    if (const Norm* norm = std::get_if<Norm>(&config.norm)) {
      normalize_row(row, *norm);
    } else {
      const double height = 2.0 / (mels[m + 2] - mels[m]);
      for (float& weight : row) {
        weight = static_cast<float>(static_cast<double>(weight) * height);
      }
    }
  }
  return weights;
}

}  // namespace earmark::dsp
