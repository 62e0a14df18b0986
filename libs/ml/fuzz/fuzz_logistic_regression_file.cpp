#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/logistic_regression.h"

// Any bytes either throw BundleError or make a model that answers every row of floats with
// probabilities and whose own file reads back as itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace earmark;
  try {
    const auto model = ml::LogisticRegression::from_bytes(std::as_bytes(std::span{data, size}));
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
    const auto bytes = model.to_bytes();
    if (ml::LogisticRegression::from_bytes(bytes).to_bytes() != bytes) {
      std::abort();
    }
  } catch (const BundleError&) {
  }
  return 0;
}
