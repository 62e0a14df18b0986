#include "earmark/augment/pitch_shift.h"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "earmark/augment/time_stretch.h"
#include "number_text.h"
#include "resample_frames.h"

namespace earmark::augment {

Sound pitch_shift(Sound sound, double semitones) {
  sound.validate();
  if (!(std::abs(semitones) <= kMaxSemitones)) {
    throw std::invalid_argument("pitch_shift: semitones must be from -" +
                                number_text(kMaxSemitones) + " to " + number_text(kMaxSemitones));
  }
  if (semitones == 0) {
    return sound;
  }
  const std::size_t n_frames = sound.n_frames();
  const double ratio = std::exp2(semitones / 12);
  // SoundTouch shifts pitch too, but its interpolation leaves images 21 dB below a high tone.
  const Sound stretched = time_stretch(std::move(sound), 1 / ratio);
  const double rate = stretched.sample_rate;
  return resample_frames(stretched, {.orig_sr = rate * ratio, .target_sr = rate}, n_frames);
}

}  // namespace earmark::augment
