#include "earmark/dsp/chroma_stft.h"

#include <algorithm>
#include <cmath>

#include "chroma_geometry.h"
#include "matrix_product.h"
#include "padded.h"

namespace earmark::dsp {

void ChromaStftConfig::validate() const {
  filter_bank.validate();
  require(!tuning || std::isfinite(*tuning), "chroma_stft: tuning must be finite");
  require(!norm || (!std::isnan(*norm) && (*norm >= 0.0 || std::isinf(*norm))),
          "chroma_stft: norm must be >= 0 or an infinity");
}

ChromaStft::ChromaStft(const ChromaStftConfig& config)
    : config_{config},
      estimate_tuning_{
          {.piptrack = {.sr = config.filter_bank.sr, .n_fft = config.filter_bank.n_fft},
           .bins_per_octave = config.filter_bank.n_chroma}} {
  config_.validate();
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
  scratch.filter_bank = chroma_filter_bank(config_.filter_bank, tuning);
}

}  // namespace earmark::dsp
