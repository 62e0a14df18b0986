#pragma once

#include <cstddef>
#include <span>

#include "earmark/base/matrix_view.h"

namespace earmark::ml {

/// Bounds of a temperature: at 0.05 any lead is near certainty, at 20 all classes are near equal.
inline constexpr double kMinTemperature = 0.05;
inline constexpr double kMaxTemperature = 20.0;

/// Sharpens (temperature < 1) or flattens (> 1) a row of probabilities, in place:
///
///     p[c]  ->  p[c]^(1/T) / sum_k p[k]^(1/T)
///
/// which divides logits by T (Guo et al. 2017). Probabilities of 0 count as 1e-6, since a forest's
/// "never seen" is not certainty. The order of the classes stays.
/// @throws std::invalid_argument  an empty row, a value outside [0, 1] or T out of its bounds
void apply_temperature(std::span<double> probabilities, double temperature);

/// The temperature that gives held-out rows the least negative log-likelihood. The likelihood has
/// one minimum in 1/T, found by golden section over the bounds.
///
/// @param probabilities  [n_rows, n_classes], of rows the model was not trained on
/// @param y              true classes
/// @throws std::invalid_argument  no rows, or lengths or classes that do not fit
[[nodiscard]] double fit_temperature(MatrixView<const double> probabilities,
                                     std::span<const int> y);

/// A confidence under which an answer is called unsure, and what it does on the rows it was
/// chosen on.
struct UnsureThreshold {
  double threshold = 0.0;
  double share_unsure = 0.0;     ///< rows under it
  double accuracy_sure = 0.0;    ///< of the rows at or above it; 0 where there are none
  double accuracy_unsure = 0.0;  ///< of the rows under it; 0 where there are none
};

/// The least sure answers that a threshold needs on the rows it is chosen on: 20, or a tenth of the
/// rows (rounded up) where that is fewer. One lucky answer at the top is no evidence.
[[nodiscard]] std::size_t least_sure_answers(std::size_t n_rows);

/// The least threshold at which the sure answers are right with at least `wanted_accuracy` and are
/// at least least_sure_answers(); where none reaches it, the one with the highest accuracy among
/// those that leave half of the rows sure. What it does on other rows is for other rows to say.
///
/// @param probabilities  calibrated, [n_rows, n_classes], of rows the model was not trained on
/// @param y              true classes
/// @throws std::invalid_argument  no rows, lengths that differ, or wanted_accuracy outside (0, 1]
[[nodiscard]] UnsureThreshold choose_unsure_threshold(MatrixView<const double> probabilities,
                                                      std::span<const int> y,
                                                      double wanted_accuracy = 0.9);

}  // namespace earmark::ml
