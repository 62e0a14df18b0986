#include "earmark/augment/distort.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace earmark::augment {

Sound clip(Sound sound, double limit) {
  sound.validate();
  if (!(limit > 0)) {
    throw std::invalid_argument("clip: limit must be positive");
  }
  const auto bound = static_cast<float>(limit);
  for (float& x : sound.samples) {
    x = std::clamp(x, -bound, bound);
  }
  return sound;
}

Sound overdrive(Sound sound, double drive_db) {
  sound.validate();
  if (!(drive_db >= -40 && drive_db <= 60)) {
    throw std::invalid_argument("overdrive: drive_db must be from -40 to 60");
  }
  const double drive = std::pow(10, drive_db / 20);
  const double scale = 1 / std::tanh(drive);
  for (float& x : sound.samples) {
    x = static_cast<float>(scale * std::tanh(drive * static_cast<double>(x)));
  }
  return sound;
}

}  // namespace earmark::augment
