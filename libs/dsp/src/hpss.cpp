#include "earmark/dsp/hpss.h"

#include <cmath>

#include "padded.h"
#include "softmask.h"

namespace earmark::dsp {
namespace {

HpssConfig validated(const HpssConfig& config) {
  config.validate();
  return config;
}

}  // namespace

void HpssConfig::validate() const {
  require(kernel_size_harm >= 1 && kernel_size_perc >= 1, "hpss: kernel_size must be >= 1");
  require(power > 0.0, "hpss: power must be > 0");
  require(std::isfinite(margin_harm) && margin_harm >= 1.0, "hpss: margin_harm must be >= 1");
  require(std::isfinite(margin_perc) && margin_perc >= 1.0, "hpss: margin_perc must be >= 1");
}

Hpss::Hpss(const HpssConfig& config)
    : config_{validated(config)},
      along_time_{config.kernel_size_harm},
      along_frequency_{config.kernel_size_perc} {}

void Hpss::masks(MatrixView<const float> S, MatrixView<float> mask_harm,
                 MatrixView<float> mask_perc, Scratch& scratch) const {
  along_time_.along_time(S, mask_harm, scratch.median);
  along_frequency_.along_frequency(S, mask_perc, scratch.median);
  softmasks(config_, mask_harm, mask_perc);
}

void Hpss::process(MatrixView<const float> S, MatrixView<float> harmonic,
                   MatrixView<float> percussive, Scratch& scratch) const {
  masks(S, harmonic, percussive, scratch);
  multiply_by(S, harmonic);
  multiply_by(S, percussive);
}

}  // namespace earmark::dsp
