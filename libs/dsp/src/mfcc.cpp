#include "earmark/dsp/mfcc.h"

#include <cmath>
#include <numbers>

#include "matrix_product.h"
#include "padded.h"

namespace earmark::dsp {

void MfccConfig::validate() const {
  require(n_mfcc >= 1 && n_mfcc <= n_mels, "mfcc: n_mfcc must lie in [1, n_mels]");
  require(std::isfinite(lifter) && lifter >= 0.0, "mfcc: lifter must be finite and >= 0");
  DctConfig{.n_in = n_mels, .n_out = n_mfcc, .type = dct_type, .norm = norm}.validate();
}

Mfcc::Mfcc(const MfccConfig& config) {
  config.validate();
  const Dct dct{{.n_in = config.n_mels,
                 .n_out = config.n_mfcc,
                 .type = config.dct_type,
                 .norm = config.norm}};
  matrix_.resize(config.n_mfcc, config.n_mels);
  for (std::size_t i = 0; i < config.n_mfcc; ++i) {
    const double angle = std::numbers::pi * static_cast<double>(i + 1) / config.lifter;
    const double lift = config.lifter > 0.0 ? 1.0 + config.lifter / 2.0 * std::sin(angle) : 1.0;
    for (std::size_t m = 0; m < config.n_mels; ++m) {
      matrix_(i, m) = static_cast<float>(static_cast<double>(dct.matrix()(i, m)) * lift);
    }
  }
}

void Mfcc::process(MatrixView<const float> mel_db, MatrixView<float> mfcc) const {
  require_shape(mel_db, matrix_.cols(), mel_db.cols(), "mfcc", "mel_db");
  require_shape(mfcc, matrix_.rows(), mel_db.cols(), "mfcc", "mfcc");
  require_padded(mel_db, "mfcc", "mel_db");
  require_padded(mfcc, "mfcc", "mfcc");
  matrix_product(matrix_.view(), mel_db, mfcc);
}

}  // namespace earmark::dsp
