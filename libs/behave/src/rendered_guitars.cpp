#include <array>
#include <cstddef>
#include <string_view>

#include "rendered_breath.h"
#include "rendered_drums.h"
#include "rendered_kinds.h"
#include "rendered_recording.h"
#include "rendered_score.h"
#include "rendered_strings.h"

namespace earmark::behave {
namespace {

constexpr std::size_t kSteps = 16;  // of a bar

struct Riff {
  std::string_view steps = {};  ///< kSteps of them: 'X' open, 'x' muted, '.' the last one rings on
  std::array<int, 4> roots{};   ///< above the lowest string, one a beat
};

/// A bar of power chords: the root, its fifth and its octave.
void hammer(Tape& guitar, const Bar& bar, const Riff& riff, double lowest, Rng& rng) {
  const double step_s = bar.beat_s / 4;
  for (std::size_t i = 0; i < kSteps; ++i) {
    if (riff.steps[i] == '.') {
      continue;
    }
    const bool rings = i + 1 < kSteps && riff.steps[i + 1] == '.';
    const double note = lowest + riff.roots.at(i / 4);
    const Samples chord = strummed(std::array{note, note + 7, note + 12}, (rings ? 2 : 1) * step_s,
                                   riff.steps[i] == 'x', rng);
    guitar.add(bar.at_s + static_cast<double>(i) * step_s + 0.004 * rng.uniform(), chord, 1);
  }
}

void growl(Tape& tape, const Bar& bar, Rng& rng) {
  const double each_s = 2 * bar.beat_s / 3;
  for (int i = 0; i < 6; ++i) {
    if (rng.below(4) != 0) {
      tape.add(bar.at_s + i * each_s, syllable(between(rng, 70, 95), each_s, 1, 0.08, rng), 0.2);
    }
  }
}

}  // namespace

Samples hammering_guitars(double duration_s, Rng& rng) {
  constexpr std::array<std::string_view, 3> kGallops{"X.xxX.xxX.xxX.xx", "X.xxX.xxX.X.X.X.",
                                                     "XxxxXxxxXxxxXxxx"};
  constexpr std::array kRoots{0, 0, 1, 0, 0, 3, 6, 5};
  Tape tape{duration_s};
  std::array<Tape, 2> guitars{Tape{duration_s}, Tape{duration_s}};
  const double beat_s = 60 / between(rng, 170, 195);
  const double step_s = beat_s / 4;
  const double lowest = 38 + rng.below(4);
  const Samples drum = kick(52, 0.07, 1, rng);
  const Samples wires = snare(0.09, rng);
  const Samples crash = cymbal(0.7, rng);
  const Samples ride = cymbal(0.3, rng);
  const std::string_view gallop = drawn(kGallops, rng);
  each_bar(duration_s, beat_s, 4, [&](const Bar& bar) {
    const bool gallops = bar.number % 4 == 0;
    const int root = in_turn(kRoots, bar.number);
    const Riff riff =
        gallops ? Riff{.steps = gallop, .roots = {root, root, root, root}}
                : Riff{.steps = "XXXXXXXXXXXXXXXX", .roots = {root, root, root + 3, root + 1}};
    for (Tape& guitar : guitars) {
      hammer(guitar, bar, riff, lowest, rng);
    }
    tape.add(bar.at_s,
             plucked(note_hz(lowest + root - 12), 4 * beat_s,
                     {.ring_s = 3, .damping = 0.4, .finger_hz = 1500}, rng),
             0.3);
    growl(tape, bar, rng);
    strike(tape, drum, gallops ? gallop : "XxXxXxXxXxXxXxXx", bar.at_s, step_s, 0, 0.5, rng);
    strike(tape, wires, gallops ? "....X.......X..." : "..X...X...X...X.", bar.at_s, step_s, 0, 0.6,
           rng);
    strike(tape, ride, "X...X...X...X...", bar.at_s, step_s, 0, 0.3, rng);
    strike(tape, crash, bar.number % 2 == 0 ? "X" : "", bar.at_s, step_s, 0, 0.4, rng);
  });
  for (const Tape& guitar : guitars) {
    tape.add(0, amplified(guitar.samples(), 50), 0.25);
  }
  return recorded(tape.samples(), {.hall_s = 1.8, .hall_db = 0, .walls_db = 3, .tape_drive_db = 10},
                  rng);
}

Samples rock_band(double duration_s, Rng& rng) {
  constexpr std::array kRoots{0, 5, 7, 5, 0, 10, 5, 0};
  constexpr std::array<Place, 3> kStrokes{{{0, 1.5}, {1.5, 1}, {2.5, 1.5}}};
  const StringConfig bass{.ring_s = 2, .damping = 0.3, .finger_hz = 2000};
  Tape tape{duration_s};
  std::array<Tape, 2> guitars{Tape{duration_s}, Tape{duration_s}};
  const double beat_s = 60 / between(rng, 116, 138);
  const double step_s = beat_s / 2;
  const double lowest = 40 + rng.below(6);
  const Samples drum = kick(55, 0.1, 0.6, rng);
  const Samples wires = snare(0.13, rng);
  const Samples crash = cymbal(0.8, rng);
  const Samples hat = cymbal(0.08, rng);
  each_bar(duration_s, beat_s, 4, [&](const Bar& bar) {
    const double root = lowest + in_turn(kRoots, bar.number);
    for (Tape& guitar : guitars) {
      for (const Place& stroke : kStrokes) {
        const Samples chord = strummed(std::array{root, root + 7, root + 12, root + 16},
                                       stroke.beats * beat_s, false, rng);
        guitar.add(bar.at_s + stroke.at * beat_s + 0.008 * rng.uniform(), chord, 1);
      }
    }
    for (int i = 0; i < 8; ++i) {
      tape.add(bar.at_s + i * step_s, plucked(note_hz(root - 12), step_s, bass, rng), 0.4);
    }
    strike(tape, drum, "X..xX...", bar.at_s, step_s, 0, 0.7, rng);
    strike(tape, wires, "..X...X.", bar.at_s, step_s, 0, 0.7, rng);
    strike(tape, hat, "XxXxXxXx", bar.at_s, step_s, 0, 0.25, rng);
    strike(tape, crash, bar.number % 4 == 0 ? "X" : "", bar.at_s, step_s, 0, 0.4, rng);
  });
  for (const Tape& guitar : guitars) {
    tape.add(0, amplified(guitar.samples(), 28), 0.45);
  }
  return recorded(tape.samples(), {.hall_s = 1.8, .hall_db = 1, .walls_db = 4}, rng);
}

}  // namespace earmark::behave
