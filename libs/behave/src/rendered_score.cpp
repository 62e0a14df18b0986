#include "rendered_score.h"

namespace earmark::behave {

void each_bar(double duration_s, double beat_s, int n_beats,
              const std::function<void(const Bar&)>& play) {
  const double bar_s = n_beats * beat_s;
  for (std::size_t number = 0; static_cast<double>(number) * bar_s < duration_s; ++number) {
    play({.number = number, .at_s = static_cast<double>(number) * bar_s, .beat_s = beat_s});
  }
}

void strike(Tape& tape, const Samples& drum, std::string_view pattern, double at_s, double step_s,
            double swing, double gain, Rng& rng) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '.') {
      continue;
    }
    const double late = i % 2 == 1 ? swing : 0;
    const double when_s = at_s + (static_cast<double>(i) + late) * step_s + 0.002 * rng.normal();
    const double force = (pattern[i] == 'X' ? 1 : 0.55) * between(rng, 0.85, 1);
    tape.add(when_s, drum, gain * force);
  }
}

double scale_note(double key, std::span<const int, 7> scale, int degree) {
  const int octave = degree >= 0 ? degree / 7 : -((6 - degree) / 7);
  return key + 12 * octave + scale[static_cast<std::size_t>(degree - 7 * octave)];
}

int wander(int degree, int low, int high, Rng& rng) {
  constexpr std::array kSteps{-2, -1, -1, 1, 1, 2, 3};
  const int step = drawn(kSteps, rng);
  const int next = degree + step;
  return next < low || next > high ? degree - step : next;
}

}  // namespace earmark::behave
