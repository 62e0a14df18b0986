#include <array>
#include <cstddef>

#include "rendered_breath.h"
#include "rendered_drums.h"
#include "rendered_keys.h"
#include "rendered_kinds.h"
#include "rendered_recording.h"
#include "rendered_score.h"
#include "rendered_strings.h"

namespace earmark::behave {
namespace {

constexpr double kSwing = 0.33;

/// A chord of the turnaround, in notes: the root over the key, and the voicing over the root.
struct Seventh {
  int root;
  std::array<int, 4> voicing;
};
constexpr std::array<Seventh, 4> kTurnaround{
    {{2, {3, 7, 10, 14}}, {-5, {4, 9, 10, 14}}, {0, {4, 7, 11, 14}}, {-3, {4, 8, 10, 13}}}};

/// Root, third, fifth, and a half tone beside the next root.
void walk(Tape& tape, const Bar& bar, double key, Rng& rng) {
  const StringConfig gut{.ring_s = 1.2, .damping = 0.5, .finger_hz = 900};
  const Seventh& chord = in_turn(kTurnaround, bar.number);
  const int approach = in_turn(kTurnaround, bar.number + 1).root + (rng.below(2) == 0 ? 1 : -1);
  const std::array steps{chord.root, chord.root + chord.voicing[0], chord.root + 7, approach};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    tape.add(bar.at_s + static_cast<double>(i) * bar.beat_s,
             plucked(note_hz(key + steps.at(i) - 24), bar.beat_s, gut, rng), 0.7);
  }
}

void comp(Tape& tape, const Bar& bar, double key, Rng& rng) {
  constexpr std::array<std::array<double, 2>, 3> kBeats{{{0, 1.67}, {1.67, 3}, {0.67, 2.67}}};
  const Seventh& chord = in_turn(kTurnaround, bar.number);
  for (const double beat : drawn(kBeats, rng)) {
    for (const int interval : chord.voicing) {
      tape.add(bar.at_s + beat * bar.beat_s,
               piano(note_hz(key + chord.root + interval), 0.7 * bar.beat_s, 0.5, rng), 0.3);
    }
  }
}

/// Swung eighths; one of five is left out.
/// @return the tune's last degree
int improvise(Tape& tape, const Bar& bar, double key, int tune, Rng& rng) {
  const double step_s = bar.beat_s / 2;
  for (int i = 0; i < 8; ++i) {
    if (rng.below(5) == 0) {
      continue;
    }
    tune = wander(tune, 2, 12, rng);
    const bool off_beat = i % 2 == 1;
    tape.add(
        bar.at_s + (i + (off_beat ? kSwing : 0)) * step_s,
        blown(note_hz(scale_note(key - 5, kMajor, tune)), (off_beat ? 0.7 : 1.3) * step_s, rng),
        0.35);
  }
  return tune;
}

}  // namespace

Samples swing_quartet(double duration_s, Rng& rng) {
  constexpr std::array kComments{"........", "........", ".....x..", "...x...x"};
  Tape tape{duration_s};
  const double beat_s = 60 / between(rng, 130, 170);
  const double step_s = beat_s / 2;
  const double key = 57 + rng.below(6);
  const Samples ride = cymbal(0.35, rng);
  const Samples pedal = cymbal(0.04, rng);
  const Samples wires = snare(0.05, rng);
  int tune = 7;
  each_bar(duration_s, beat_s, 4, [&](const Bar& bar) {
    walk(tape, bar, key, rng);
    comp(tape, bar, key, rng);
    tune = improvise(tape, bar, key, tune, rng);
    strike(tape, ride, "X.XxX.Xx", bar.at_s, step_s, kSwing, 0.2, rng);
    strike(tape, pedal, "..X...X.", bar.at_s, step_s, kSwing, 0.2, rng);
    strike(tape, wires, drawn(kComments, rng), bar.at_s, step_s, kSwing, 0.15, rng);
  });
  return recorded(tape.samples(), {.hall_s = 1.5, .hall_db = 4, .walls_db = 5, .tape_drive_db = 12},
                  rng);
}

}  // namespace earmark::behave
