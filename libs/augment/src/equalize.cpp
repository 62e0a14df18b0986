#include "earmark/augment/equalize.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "number_text.h"

namespace earmark::augment {
namespace {

/// y[i] = b0 x[i] + b1 x[i-1] + b2 x[i-2] - a1 y[i-1] - a2 y[i-2]
struct Biquad {
  double b0;
  double b1;
  double b2;
  double a1;
  double a2;
};

void require_fitting(const EqBand& band, const Sound& sound) {
  if (!(band.hz > 0) || !std::isfinite(band.gain_db) || !(band.q > 0)) {
    throw std::invalid_argument("equalize: hz and q must be positive, gain_db finite");
  }
  if (!(band.hz < sound.sample_rate / 2.0)) {
    throw AugmentError("an equaliser's band at " + number_text(band.hz) +
                       " Hz does not fit a sound of " + std::to_string(sound.sample_rate) +
                       " samples a second, which holds up to " +
                       number_text(sound.sample_rate / 2.0) + " Hz");
  }
}

Biquad peaking(const EqBand& band, double sample_rate) {
  const double a = std::pow(10, band.gain_db / 40);
  const double w0 = 2 * std::numbers::pi * band.hz / sample_rate;
  const double alpha = std::sin(w0) / (2 * band.q);
  const double a0 = 1 + alpha / a;
  const double middle = -2 * std::cos(w0) / a0;
  return {.b0 = (1 + alpha * a) / a0,
          .b1 = middle,
          .b2 = (1 - alpha * a) / a0,
          .a1 = middle,
          .a2 = (1 - alpha / a) / a0};
}

void filter(Sound& sound, std::size_t channel, const Biquad& f) {
  double s1 = 0;
  double s2 = 0;
  for (std::size_t i = channel; i < sound.samples.size();
       i += static_cast<std::size_t>(sound.n_channels)) {
    const auto x = static_cast<double>(sound.samples[i]);
    const double y = f.b0 * x + s1;
    s1 = f.b1 * x - f.a1 * y + s2;
    s2 = f.b2 * x - f.a2 * y;
    sound.samples[i] = static_cast<float>(y);
  }
}

}  // namespace

Sound equalize(Sound sound, std::span<const EqBand> bands) {
  sound.validate();
  for (const EqBand& band : bands) {
    require_fitting(band, sound);
    const Biquad biquad = peaking(band, sound.sample_rate);
    for (std::size_t c = 0; c < static_cast<std::size_t>(sound.n_channels); ++c) {
      filter(sound, c, biquad);
    }
  }
  return sound;
}

}  // namespace earmark::augment
