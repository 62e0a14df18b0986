#include "earmark/ml/balanced_weights.h"

#include <algorithm>
#include <numeric>

namespace earmark::ml {

std::vector<double> balanced_weights(std::span<const double> weight_of_class) {
  const double total = std::accumulate(weight_of_class.begin(), weight_of_class.end(), 0.0);
  const auto n_present =
      std::ranges::count_if(weight_of_class, [](double weight) { return weight > 0.0; });
  std::vector<double> balanced;
  balanced.reserve(weight_of_class.size());
  for (const double weight : weight_of_class) {
    balanced.push_back(weight > 0.0 ? total / (static_cast<double>(n_present) * weight) : 0.0);
  }
  return balanced;
}

}  // namespace earmark::ml
