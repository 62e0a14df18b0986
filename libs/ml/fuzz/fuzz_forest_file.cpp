#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
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
    double sum = 0.0;
    for (const double value : p) {
      sum += value;
    }
    const auto bytes = forest.to_bytes();
    if (!(std::abs(sum - 3.0) < 1e-3) || ml::RandomForest::from_bytes(bytes).to_bytes() != bytes) {
      std::abort();
    }
  } catch (const BundleError&) {
  }
  return 0;
}
