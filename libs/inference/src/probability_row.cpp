#include "probability_row.h"

#include <cmath>
#include <string>

#include "earmark/base/errors.h"

namespace earmark::inference {

double check_probability_row(std::span<const double> row) {
  double sum = 0;
  for (const double p : row) {
    if (!(p >= 0 && p <= 1)) {
      throw BundleError("the model gives " + std::to_string(p) + " as a probability");
    }
    sum += p;
  }
  constexpr double kSumTolerance = 1e-3;  // far above a float softmax's rounding
  if (std::abs(sum - 1) > kSumTolerance) {
    throw BundleError("the model's probabilities add to " + std::to_string(sum) + ", not 1");
  }
  return sum;
}

}  // namespace earmark::inference
