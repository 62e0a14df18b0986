#include "earmark/augment/gain.h"

#include <cmath>
#include <stdexcept>

namespace earmark::augment {

Sound gain(Sound sound, double gain_db) {
  sound.validate();
  if (!std::isfinite(gain_db)) {
    throw std::invalid_argument("gain: gain_db must be finite");
  }
  const double factor = std::pow(10, gain_db / 20);
  for (float& x : sound.samples) {
    x = static_cast<float>(factor * static_cast<double>(x));
  }
  return sound;
}

}  // namespace earmark::augment
