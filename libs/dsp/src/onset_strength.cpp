#include "earmark/dsp/onset_strength.h"

#include <algorithm>

#include "onset_flux.h"
#include "padded.h"

namespace earmark::dsp {
void OnsetStrengthConfig::validate() const {
  require(n_fft >= 1, "onset_strength: n_fft must be >= 1");
  require(hop_length >= 1, "onset_strength: hop_length must be >= 1");
  require(lag >= 1, "onset_strength: lag must be >= 1");
  require(max_size >= 1, "onset_strength: max_size must be >= 1");
}

OnsetStrength::OnsetStrength(const OnsetStrengthConfig& config) : config_{config} {
  config_.validate();
}

void OnsetStrength::process(MatrixView<const float> S, std::span<float> envelope,
                            Scratch& scratch) const {
  require_padded(S, "onset_strength", "S");
  require(S.rows() >= 1, "onset_strength: S must have a row");
  require(S.cols() > config_.lag, "onset_strength: S must have more than lag frames");
  require(envelope.size() == S.cols(), "onset_strength: envelope must have n_frames values");
  std::fill(envelope.begin(), envelope.end(), 0.0F);
  const std::size_t shift =
      config_.lag + (config_.center ? config_.n_fft / (2 * config_.hop_length) : 0);
  if (scratch.flux.rows() < S.rows()) {
    scratch.flux.resize(S.rows(), 16);
  }
  onset_flux(S, config_, shift, scratch.flux.view(), envelope);
  if (config_.detrend) {
    double before = 0.0;
    double out = 0.0;
    for (float& value : envelope) {
      const double x = value;
      out = x - before + 0.99 * out;
      before = x;
      value = static_cast<float>(out);
    }
  }
}

}  // namespace earmark::dsp
