#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/random_forest.h"

// Any bytes either throw BundleError or make a forest that answers with probabilities and whose
// own file reads back as itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace earmark;
  try {
    const auto forest = ml::RandomForest::from_bytes(std::as_bytes(std::span{data, size}));
    const auto n_classes = static_cast<std::size_t>(forest.n_classes());
    std::vector<float> X(3 * forest.n_features());
    for (std::size_t i = 0; i < X.size(); ++i) {
      X[i] = static_cast<float>(i % 7) - 3.0F;
    }
    std::vector<double> p(3 * n_classes);
    forest.predict_proba({X.data(), 3, forest.n_features()}, {p.data(), 3, n_classes});
    for (std::size_t row = 0; row < 3; ++row) {
      double sum = 0.0;
      for (std::size_t c = 0; c < n_classes; ++c) {
        const double value = p[row * n_classes + c];
        sum += value >= 0.0 && value <= 1.0 ? value : std::numeric_limits<double>::quiet_NaN();
      }
      if (!(std::abs(sum - 1.0) < 1e-4)) {  // a leaf's fractions add to one within 1e-5
        std::abort();
      }
    }
    const auto bytes = forest.to_bytes();
    if (ml::RandomForest::from_bytes(bytes).to_bytes() != bytes) {
      std::abort();
    }
  } catch (const BundleError&) {
  }
  return 0;
}
