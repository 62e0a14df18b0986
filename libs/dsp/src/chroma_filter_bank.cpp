#include "earmark/dsp/chroma_filter_bank.h"

#include <algorithm>
#include <cmath>

#include "chroma_geometry.h"
#include "padded.h"

namespace earmark::dsp {

void ChromaConfig::validate() const {
  require(std::isfinite(sr) && sr > 0.0, "chroma_filter_bank: sr must be finite and > 0");
  require(n_fft >= 4, "chroma_filter_bank: n_fft must be >= 4");
  require(n_chroma >= 1, "chroma_filter_bank: n_chroma must be >= 1");
  require(std::isfinite(ctroct), "chroma_filter_bank: ctroct must be finite");
  require(!octwidth || (std::isfinite(*octwidth) && *octwidth > 0.0),
          "chroma_filter_bank: octwidth must be finite and > 0");
  require(is_valid_norm(norm), "chroma_filter_bank: norm must be >= 0 or an infinity");
}

std::vector<double> chroma_bin_notes(const ChromaConfig& config, double tuning) {
  const auto n_chroma = static_cast<double>(config.n_chroma);
  const double a0_hz = 440.0 * std::exp2(tuning / n_chroma) / 16.0;
  std::vector<double> notes(config.n_fft / 2 + 2);
  for (std::size_t k = 1; k < notes.size(); ++k) {
    const double hz = static_cast<double>(k) * (config.sr / static_cast<double>(config.n_fft));
    notes[k] = n_chroma * std::log2(hz / a0_hz);
  }
  notes[0] = notes[1] - 1.5 * n_chroma;
  return notes;
}

Matrix<float> chroma_filter_bank(const ChromaConfig& config, double tuning) {
  config.validate();
  require(std::isfinite(tuning), "chroma_filter_bank: tuning must be finite");
  const auto notes = chroma_bin_notes(config, tuning);
  const auto n_chroma = static_cast<double>(config.n_chroma);
  const double half = std::nearbyint(n_chroma / 2.0);
  const std::size_t first_row = config.base_c ? 3 * (config.n_chroma / 12) : 0;
  Matrix<float> bank(config.n_chroma, config.n_fft / 2 + 1);
  for (std::size_t k = 0; k < bank.cols(); ++k) {
    const double width = std::max(notes[k + 1] - notes[k], 1.0);
    for (std::size_t c = 0; c < config.n_chroma; ++c) {
      const auto note = static_cast<double>((c + first_row) % config.n_chroma);
      const double shifted = notes[k] - note + half + 10.0 * n_chroma;
      const double distance = shifted - n_chroma * std::floor(shifted / n_chroma) - half;
      bank(c, k) = static_cast<float>(std::exp(-2.0 * std::pow(distance / width, 2.0)));
    }
  }
  normalize(bank.view(), config.norm);
  for (std::size_t k = 0; config.octwidth && k < bank.cols(); ++k) {
    const double octave = (notes[k] / n_chroma - config.ctroct) / *config.octwidth;
    const double weight = std::exp(-0.5 * octave * octave);
    for (std::size_t c = 0; c < config.n_chroma; ++c) {
      bank(c, k) = static_cast<float>(static_cast<double>(bank(c, k)) * weight);
    }
  }
  return bank;
}

}  // namespace earmark::dsp
