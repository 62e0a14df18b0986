#pragma once

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <span>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/matrix_view.h"

namespace earmark::ml::fuzz {

/// Any bytes either throw BundleError or make a model that answers every row of floats with
/// probabilities and whose own file reads back as itself; aborts where not.
template <typename Model>
void check_model_file(std::span<const std::byte> bytes) {
  try {
    const auto model = Model::from_bytes(bytes);
    const auto n_classes = static_cast<std::size_t>(model.n_classes());
    constexpr float kLargest = std::numeric_limits<float>::max();
    for (const float x : {0.5F, -kLargest, kLargest}) {
      const std::vector<float> X(model.n_features(), x);
      std::vector<double> p(n_classes);
      model.predict_proba(MatrixView<const float>{X.data(), 1, X.size()}, {p.data(), 1, n_classes});
      double sum = 0.0;
      for (const double value : p) {
        sum += value >= 0.0 && value <= 1.0 ? value : std::numeric_limits<double>::quiet_NaN();
      }
      if (!(std::abs(sum - 1.0) < 1e-9)) {
        std::abort();
      }
    }
    const auto again = model.to_bytes();
    if (Model::from_bytes(again).to_bytes() != again) {
      std::abort();
    }
  } catch (const BundleError&) {
  }
}

}  // namespace earmark::ml::fuzz
