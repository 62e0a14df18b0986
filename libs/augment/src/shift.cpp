#include "earmark/augment/shift.h"

#include <cmath>
#include <cstddef>
#include <stdexcept>

#include "number_text.h"

namespace earmark::augment {

Sound shift(Sound sound, double shift_s) {
  sound.validate();
  if (!std::isfinite(shift_s)) {
    throw std::invalid_argument("shift: shift_s must be finite");
  }
  const double n_frames = std::nearbyint(std::abs(shift_s) * sound.sample_rate);
  const auto n_channels = static_cast<std::size_t>(sound.n_channels);
  if (shift_s > 0) {
    if (n_frames >= static_cast<double>(sound.n_frames())) {
      throw AugmentError("a shift of " + number_text(shift_s) + " s leaves nothing of a sound of " +
                         number_text(sound.duration_s()) + " s");
    }
    const auto n = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(n_frames) * n_channels);
    sound.samples.erase(sound.samples.begin(), sound.samples.begin() + n);
  } else {
    sound.samples.insert(sound.samples.begin(), static_cast<std::size_t>(n_frames) * n_channels, 0);
  }
  return sound;
}

}  // namespace earmark::augment
