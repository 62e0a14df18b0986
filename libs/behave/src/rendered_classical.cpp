#include <array>
#include <cstddef>

#include "rendered_keys.h"
#include "rendered_kinds.h"
#include "rendered_recording.h"
#include "rendered_score.h"
#include "rendered_strings.h"

namespace earmark::behave {
namespace {

constexpr std::array kChords{0, 5, 3, 4, 0, 3, 1, 4};  // I vi IV V I IV ii V, as degrees

}  // namespace

Samples string_quartet(double duration_s, Rng& rng) {
  Tape tape{duration_s};
  const double beat_s = 60 / between(rng, 60, 76);
  const double key = 57 + rng.below(7);
  const auto& scale = rng.below(2) == 0 ? kMajor : kMinor;
  int tune = 9;
  const auto play = [&](int degree, double at_s, double beats, double gain) {
    const double hz = note_hz(scale_note(key, scale, degree));
    const double rise_s = between(rng, 0.08, 0.15);
    const Samples note = bowed(hz, beats * beat_s + 0.12, rise_s, 1, rng);
    tape.add(at_s + 0.01 * rng.uniform(), note, gain);
  };
  each_bar(duration_s, beat_s, 2, [&](const Bar& bar) {
    const int root = in_turn(kChords, bar.number);
    play(root - 14, bar.at_s, 2, 0.8);                   // cello
    play(root - 5, bar.at_s, 2, 0.5);                    // viola
    play(root + (root > 2 ? -3 : 4), bar.at_s, 2, 0.5);  // second violin
    const int n_notes = rng.below(3) == 0 ? 1 : 2;
    for (int i = 0; i < n_notes; ++i) {
      tune = wander(tune, 5, 13, rng);
      play(tune, bar.at_s + i * beat_s, n_notes == 1 ? 2 : 1, 0.8);
    }
  });
  return recorded(tape.samples(), {.hall_db = 2, .walls_s = 0.3, .walls_db = 3, .tape_drive_db = 8},
                  rng);
}

Samples piano_nocturne(double duration_s, Rng& rng) {
  // Degrees above the chord's root, twelve a bar.
  constexpr std::array kBroken{-14, -10, -7, -5, -3, -5, -14, -7, -5, -3, 0, -5};
  constexpr std::array kLengths{0.5, 1.0, 1.0, 1.5, 2.0};  // beats
  Tape tape{duration_s};
  const double beat_s = 60 / between(rng, 56, 68);
  const double key = 56 + rng.below(9);
  const auto& scale = rng.below(2) == 0 ? kMajor : kMinor;
  int tune = 9;
  const auto play = [&](int degree, double at_s, double long_s, double force) {
    const Samples note = piano(note_hz(scale_note(key, scale, degree)), long_s, force, rng);
    tape.add(at_s + 0.015 * rng.uniform(), note, 1);
  };
  each_bar(duration_s, beat_s, 4, [&](const Bar& bar) {
    const int root = in_turn(kChords, bar.number);
    for (std::size_t i = 0; i < kBroken.size(); ++i) {
      play(root + kBroken.at(i), bar.at_s + static_cast<double>(i) * beat_s / 3, 2,
           i % 6 == 0 ? 0.4 : 0.25);
    }
    for (double beat = 0; beat < 4;) {
      tune = wander(tune, 5, 14, rng);
      const double beats = drawn(kLengths, rng);
      play(tune, bar.at_s + beat * beat_s, beats * beat_s + 1, between(rng, 0.5, 0.7));
      beat += beats;
    }
  });
  return recorded(tape.samples(), {}, rng);
}

}  // namespace earmark::behave
