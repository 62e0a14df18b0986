#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "rendered_breath.h"
#include "rendered_drums.h"
#include "rendered_keys.h"
#include "rendered_kinds.h"
#include "rendered_recording.h"
#include "rendered_score.h"
#include "rendered_strings.h"

namespace earmark::behave {
namespace {

using Chord = std::array<double, 4>;  // notes

/// Two bars: a long chord, then three short ones.
void play_strings(Tape& tape, const Bar& bar, const Chord& chord, Rng& rng) {
  constexpr std::array<Place, 1> kHeld{{{0, 3}}};
  constexpr std::array<Place, 3> kStabs{{{0, 0.8}, {1.5, 0.8}, {3, 0.8}}};
  const bool held = bar.number % 2 == 0;
  for (const Place& place : held ? std::span<const Place>{kHeld} : kStabs) {
    for (const double note : chord) {
      tape.add(bar.at_s + place.at * bar.beat_s,
               bowed(note_hz(note + 12), place.beats * bar.beat_s, held ? 0.05 : 0.03, 3, rng),
               0.18);
    }
  }
}

void chop_guitar(Tape& tape, const Bar& bar, const Chord& chord, Rng& rng) {
  constexpr std::string_view kChops = "..xx.xX...xx.xX.";
  const double step_s = bar.beat_s / 4;
  for (std::size_t i = 0; i < kChops.size(); ++i) {
    if (kChops[i] != '.') {
      const double long_s = (kChops[i] == 'X' ? 1.6 : 0.7) * step_s;
      Samples chop = amplified(strummed(std::span{chord}.first(3), long_s, false, rng), 4);
      fade(chop, 0.001, 0.015);
      tape.add(bar.at_s + static_cast<double>(i) * step_s, chop, 0.4);
    }
  }
}

/// Syllables of a sixteenth or two; the last ones of a bar are higher, where the rhyme is.
void rap(Tape& tape, const Bar& bar, Rng& rng) {
  const double step_s = bar.beat_s / 4;
  for (int step = 0; step < 15;) {
    const int n_steps = rng.below(3) == 0 ? 2 : 1;
    if (rng.below(8) != 0) {
      const double hz = 120 * (step >= 13 ? 1.25 : between(rng, 0.9, 1.2));
      const Samples sound = syllable(hz, 1.1 * n_steps * step_s, 0.08, 0.35, rng);
      tape.add(bar.at_s + (step + 0.1 * rng.uniform()) * step_s, sound, 0.3);
    }
    step += n_steps;
  }
}

}  // namespace

Samples four_on_the_floor(double duration_s, Rng& rng) {
  constexpr std::array kRoots{0, 0, 5, 5, 8, 8, 10, 7};  // i i iv iv VI VI VII V
  constexpr std::array kThirds{3, 3, 3, 3, 4, 4, 4, 4};
  const StringConfig bass{.ring_s = 1.5, .damping = 0.35, .finger_hz = 2500};
  Tape tape{duration_s};
  const double beat_s = 60 / between(rng, 116, 124);
  const double step_s = beat_s / 4;
  const double key = 42 + rng.below(6);
  const Samples drum = kick(55, 0.1, 0.5, rng);
  const Samples wires = snare(0.1, rng);
  const Samples hands = clap(rng);
  const Samples open = cymbal(0.12, rng);
  const Samples closed = cymbal(0.03, rng);
  each_bar(duration_s, beat_s, 4, [&](const Bar& bar) {
    const double root = key + in_turn(kRoots, bar.number);
    const Chord chord{root + 24, root + 24 + in_turn(kThirds, bar.number), root + 31, root + 34};
    for (int i = 0; i < 8; ++i) {
      const double note = root - (i % 2 == 0 ? 12 : 0);
      tape.add(bar.at_s + 2 * i * step_s, plucked(note_hz(note), 1.8 * step_s, bass, rng), 0.5);
    }
    chop_guitar(tape, bar, chord, rng);
    play_strings(tape, bar, chord, rng);
    strike(tape, drum, "X...X...X...X...", bar.at_s, step_s, 0, 0.8, rng);
    strike(tape, wires, "....X.......X...", bar.at_s, step_s, 0, 0.5, rng);
    strike(tape, hands, "....X.......X...", bar.at_s, step_s, 0, 0.5, rng);
    strike(tape, open, "..X...X...X...X.", bar.at_s, step_s, 0, 0.4, rng);
    strike(tape, closed, "Xx.xXx.xXx.xXx.x", bar.at_s, step_s, 0, 0.2, rng);
  });
  return recorded(tape.samples(), {.hall_s = 1.4, .hall_db = 4, .walls_db = 6, .tape_drive_db = 12},
                  rng);
}

Samples boom_bap(double duration_s, Rng& rng) {
  constexpr std::array<std::string_view, 2> kKicks{"X......x..X.....", "X.x....x..X....x"};
  constexpr std::array kRoots{0, 0, 8, 7};
  constexpr double kSwing = 0.15;
  Tape tape{duration_s};
  const double beat_s = 60 / between(rng, 86, 94);
  const double step_s = beat_s / 4;
  const double key = 33 + rng.below(6);
  const Samples drum = kick(48, 0.16, 0.7, rng);
  const Samples wires = snare(0.1, rng);
  const Samples hat = cymbal(0.035, rng);
  each_bar(duration_s, beat_s, 4, [&](const Bar& bar) {
    const double root = key + in_turn(kRoots, bar.number);
    const std::string_view kicks = drawn(kKicks, rng);
    strike(tape, deep_bass(note_hz(root), 2.5 * step_s, 0.5), kicks, bar.at_s, step_s, kSwing, 0.28,
           rng);
    for (const double interval : {24, 27, 31, 34}) {
      const double hz = note_hz(root + interval);
      tape.add(bar.at_s, electric_piano(hz, 2 * beat_s, 0.5), 0.02);
      tape.add(bar.at_s + 2.5 * beat_s, electric_piano(hz, beat_s, 0.4), 0.016);
    }
    rap(tape, bar, rng);
    strike(tape, drum, kicks, bar.at_s, step_s, kSwing, 0.95, rng);
    strike(tape, wires, "....X.......X...", bar.at_s, step_s, kSwing, 0.85, rng);
    strike(tape, hat, "X.x.X.x.X.x.X.xx", bar.at_s, step_s, kSwing, 0.1, rng);
  });
  return recorded(tape.samples(),
                  {.hall_s = 0.5, .hall_db = 6, .walls_s = 0.2, .walls_db = 4, .tape_drive_db = 8},
                  rng);
}

}  // namespace earmark::behave
