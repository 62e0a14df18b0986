#include "earmark/inference/mean_probabilities.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "earmark/ml/logistic_regression.h"

namespace earmark::inference {

void MeanProbabilities::add(std::span<const double> probabilities) {
  ++n_added_;
  for (std::size_t g = 0; g < sums_.size(); ++g) {
    // A probability that underflowed to 0 must not rule a genre out.
    sums_[g] += mean_ == SongMean::kArithmetic
                    ? probabilities[g]
                    : std::log(std::max(probabilities[g], std::numeric_limits<double>::min()));
  }
}

std::vector<double> MeanProbabilities::value() const {
  std::vector<double> mean = sums_;
  for (double& value : mean) {
    value /= static_cast<double>(n_added_);
  }
  if (mean_ == SongMean::kGeometric) {
    (void)ml::softmax(mean);
  }
  return mean;
}

}  // namespace earmark::inference
