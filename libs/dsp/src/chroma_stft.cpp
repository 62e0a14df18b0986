#include "earmark/dsp/chroma_stft.h"

#include <algorithm>
#include <cmath>

#include "chroma_geometry.h"
#include "chroma_weights.h"
#include "matrix_product.h"
#include "padded.h"

namespace earmark::dsp {
namespace {

ChromaStftConfig validated(const ChromaStftConfig& config) {
  config.validate();
  return config;
}

}  // namespace

void ChromaStftConfig::validate() const {
  filter_bank.validate();
  require(!tuning || std::isfinite(*tuning), "chroma_stft: tuning must be finite");
  require(is_valid_norm(norm), "chroma_stft: norm must be >= 0 or an infinity");
}

ChromaStft::ChromaStft(const ChromaStftConfig& config)
    : config_{validated(config)},
      estimate_tuning_{
          {.piptrack = {.sr = config.filter_bank.sr, .n_fft = config.filter_bank.n_fft},
           .bins_per_octave = config.filter_bank.n_chroma}} {
  const ChromaConfig& bank = config_.filter_bank;
  const auto n_chroma = static_cast<double>(bank.n_chroma);
  const auto notes = chroma_bin_notes(bank, 0.0);
  const std::size_t n_bins = bank.n_fft / 2 + 1;
  const std::size_t stride = Matrix<float>{1, n_bins}.stride();
  note_.resize(stride);
  sharpness_.resize(stride);
  octave_.resize(stride);
  for (std::size_t k = 0; k < n_bins; ++k) {
    const double width = std::max(notes[k + 1] - notes[k], 1.0);
    // Turned into [0, n_chroma) in double: float would round high notes.
    note_[k] = static_cast<float>(notes[k] - n_chroma * std::floor(notes[k] / n_chroma));
    sharpness_[k] = static_cast<float>(-2.0 / (width * width));
    octave_[k] =
        static_cast<float>((notes[k] / n_chroma - bank.ctroct) / bank.octwidth.value_or(1.0));
  }
}

double ChromaStft::process(MatrixView<const float> S, MatrixView<float> chroma,
                           Scratch& scratch) const {
  require_shape(S, config_.filter_bank.n_fft / 2 + 1, S.cols(), "chroma_stft", "S");
  require_shape(chroma, n_chroma(), S.cols(), "chroma_stft", "chroma");
  require_padded(S, "chroma_stft", "S");
  require_padded(chroma, "chroma_stft", "chroma");
  const double tuning =
      config_.tuning ? *config_.tuning : estimate_tuning_.process(S, scratch.tuning);
  make_filter_bank(tuning, scratch);
  matrix_product(scratch.filter_bank.view(), S, chroma);
  normalize(chroma, config_.norm);
  return tuning;
}

void ChromaStft::make_filter_bank(double tuning, Scratch& scratch) const {
  const ChromaConfig& config = config_.filter_bank;
  const auto n_chroma = static_cast<double>(config.n_chroma);
  const ChromaBins bins{note_, sharpness_, octave_};
  auto& bank = scratch.filter_bank;
  const std::size_t n_bins = config.n_fft / 2 + 1;
  if (bank.rows() != config.n_chroma || bank.cols() != n_bins) {
    bank.resize(config.n_chroma, n_bins);
  }
  const bool unit = config.norm == 2.0;
  const double turned = tuning - n_chroma * std::floor(tuning / n_chroma);
  fill_chroma_weights(bins, turned, config.base_c ? 3 * (config.n_chroma / 12) : 0, unit,
                      bank.view());
  if (!unit) {
    normalize(bank.view(), config.norm);
  }
  if (config.octwidth) {
    weight_octaves(bins, tuning / n_chroma / *config.octwidth, bank.view());
  }
}

}  // namespace earmark::dsp
