#include "rendered_recording.h"

#include <cmath>
#include <utility>

#include "earmark/augment/distort.h"
#include "earmark/augment/reverberate.h"
#include "earmark/augment/sound.h"

namespace earmark::behave {
namespace {

constexpr double kHallCutoffHz = 2500;
constexpr double kHissCutoffHz = 1000;
constexpr double kHissGain = 0.033;  // over the piece's RMS: -40 dB once it is filtered

/// What the room answers, without the direct sound.
Samples answer(const augment::Sound& piece, double decay_s, double direct_to_reverb_db, Rng& rng) {
  Samples room = augment::reverberate(
                     piece, {.decay_s = decay_s, .direct_to_reverb_db = direct_to_reverb_db}, rng)
                     .samples;
  mix_in(room, piece.samples, -1);
  return room;
}

}  // namespace

Samples recorded(const Samples& piece, const RecordingConfig& config, Rng& rng) {
  const augment::Sound dry{.samples = piece, .sample_rate = kTapeRate};
  Samples sum = answer(dry, config.hall_s, config.hall_db, rng);
  low_pass(sum, kHallCutoffHz);
  mix_in(sum, answer(dry, config.walls_s, config.walls_db, rng), 1);
  mix_in(sum, piece, 1);
  augment::Sound tape = augment::overdrive(
      {.samples = levelled(std::move(sum), 1), .sample_rate = kTapeRate}, config.tape_drive_db);
  Samples noise = hiss(tape.n_frames(), rng);
  low_pass(noise, kHissCutoffHz);
  const double rms = std::sqrt(augment::energy(tape) / static_cast<double>(tape.n_frames()));
  mix_in(tape.samples, noise, kHissGain * rms);
  return std::move(tape.samples);
}

}  // namespace earmark::behave
