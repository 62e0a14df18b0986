#pragma once

#include <span>
#include <vector>

namespace earmark::ml {

/// What a sample of each class counts so that all classes count alike, scikit-learn's "balanced":
///
///     total / (n_present * weight_of_class[c])
///
/// with n_present the classes that occur; 0 for one that does not.
///
/// @param weight_of_class  [n_classes]: the number of its samples, or the sum of their weights; >=
/// 0
/// @return                 [n_classes]
[[nodiscard]] std::vector<double> balanced_weights(std::span<const double> weight_of_class);

}  // namespace earmark::ml
