#include "earmark/augment/changes.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

#include "earmark/augment/add_noise.h"
#include "earmark/augment/crop.h"
#include "earmark/augment/distort.h"
#include "earmark/augment/gain.h"
#include "earmark/augment/pitch_shift.h"
#include "earmark/augment/reorder.h"
#include "earmark/augment/reverberate.h"
#include "earmark/augment/shift.h"
#include "earmark/augment/time_stretch.h"

namespace earmark::augment {
namespace {

/// Streams of random numbers under a sound's seed.
enum Stream : std::uint64_t { kCrop, kReorder, kReverb, kNoise };

void apply_crop(ChangedSound& changed, double crop_s, std::uint64_t seed) {
  if (!(crop_s > 0)) {
    throw std::invalid_argument("apply: crop_s must be positive");
  }
  Sound& sound = changed.sound;
  const auto n_frames =
      static_cast<std::size_t>(std::max(1.0, std::nearbyint(crop_s * sound.sample_rate)));
  Rng rng{seed, kCrop};
  const std::size_t start = random_crop_start(sound, n_frames, rng);
  changed.uncropped = sound.n_frames() <= n_frames;
  changed.crop_start_s = static_cast<double>(start) / sound.sample_rate;
  sound = crop(std::move(sound), start, n_frames);
}

void apply_reorder(ChangedSound& changed, double n_parts, std::uint64_t seed) {
  Rng rng{seed, kReorder};
  changed.order = random_order(static_cast<std::size_t>(n_parts), rng);
  changed.sound = reorder(changed.sound, changed.order);
}

void apply_noise(ChangedSound& changed, double snr_db, std::uint64_t seed) {
  Rng rng{seed, kNoise};
  Sound noisy = add_noise(changed.sound, snr_db, rng);
  changed.snr_db = measured_snr_db(changed.sound, noisy);
  changed.sound = std::move(noisy);
}

/// Calls change(value) for what is asked for, and looks at what it made of the sound.
class Steps {
 public:
  Steps(const Sound& sound, const std::function<void()>& between)
      : sound_{sound}, between_{between} {}

  template <typename T, typename Change>
  void step(const std::optional<T>& value, const Change& change) const {
    if (value) {
      if (between_) {
        between_();
      }
      change(*value);
      if (!is_finite(sound_)) {
        throw AugmentError("the changes make samples larger than floats can be");
      }
    }
  }

 private:
  const Sound& sound_;
  const std::function<void()>& between_;
};

}  // namespace

ChangedSound apply(Sound sound, const Changes& changes, std::uint64_t seed,
                   const std::function<void()>& between) {
  ChangedSound changed{.sound = std::move(sound)};
  Sound& now = changed.sound;
  const Steps steps{now, between};
  const auto eq = changes.eq.empty() ? std::nullopt : std::optional{std::span{changes.eq}};
  steps.step(changes.shift_s, [&](double s) { now = shift(std::move(now), s); });
  steps.step(changes.crop_s, [&](double s) { apply_crop(changed, s, seed); });
  steps.step(changes.reorder, [&](double n) { apply_reorder(changed, n, seed); });
  steps.step(changes.tempo, [&](double tempo) { now = time_stretch(std::move(now), tempo); });
  steps.step(changes.pitch_semitones, [&](double n) { now = pitch_shift(std::move(now), n); });
  steps.step(eq, [&](std::span<const EqBand> bands) { now = equalize(std::move(now), bands); });
  steps.step(changes.reverb_s, [&](double decay_s) {
    Rng rng{seed, kReverb};
    now = reverberate(now, {.decay_s = decay_s}, rng);
  });
  steps.step(changes.noise_snr_db, [&](double snr_db) { apply_noise(changed, snr_db, seed); });
  steps.step(changes.drive_db, [&](double db) { now = overdrive(std::move(now), db); });
  steps.step(changes.gain_db, [&](double db) { now = gain(std::move(now), db); });
  steps.step(changes.codec, [&](const Codec& codec) { now = through_codec(now, codec); });
  return changed;
}

}  // namespace earmark::augment
