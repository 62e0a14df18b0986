#include "learning_rate.h"

#include <cmath>
#include <numbers>

namespace earmark::nn {
namespace {

// From `from` to `to` along half a cosine while `part` goes from 0 to 1.
double anneal(double from, double to, double part) {
  return to + (from - to) * 0.5 * (1.0 + std::cos(std::numbers::pi * part));
}

}  // namespace

double one_cycle(double peak, double part) {
  constexpr double kRise = 0.3;
  const double start = peak / 25.0;
  return part < kRise ? anneal(start, peak, part / kRise)
                      : anneal(peak, start / 1e4, (part - kRise) / (1.0 - kRise));
}

LearningRate::LearningRate(const CnnConfig& config, std::size_t steps_per_epoch)
    : config_{config},
      n_steps_{static_cast<double>(steps_per_epoch * config.epochs)},
      plateau_rate_{config.learning_rate} {}

double LearningRate::at(std::size_t step) const {
  const double part = static_cast<double>(step) / n_steps_;
  switch (config_.schedule) {
    case LearningRateSchedule::kPlateau:
      return plateau_rate_;
    case LearningRateSchedule::kCosine:
      return anneal(config_.learning_rate, 0.0, part);
    case LearningRateSchedule::kOneCycle:
      return one_cycle(config_.learning_rate, part);
    case LearningRateSchedule::kNone:
      break;
  }
  return config_.learning_rate;
}

void LearningRate::epoch_ended(double val_loss) {
  if (val_loss < best_loss_) {
    best_loss_ = val_loss;
    epochs_since_best_ = 0;
  } else if (++epochs_since_best_ >= config_.plateau_patience) {
    plateau_rate_ *= config_.plateau_factor;
    epochs_since_best_ = 0;
  }
}

}  // namespace earmark::nn
