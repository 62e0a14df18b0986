#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/gaussian_naive_bayes.h"

// Any bytes either throw BundleError or make a model whose own file reads back as itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace earmark;
  try {
    const auto model = ml::GaussianNaiveBayes::from_bytes(std::as_bytes(std::span{data, size}));
    const auto n_classes = static_cast<std::size_t>(model.n_classes());
    const std::vector<double> X(model.n_features(), 0.5);
    std::vector<double> p(n_classes);
    model.predict_proba(MatrixView<const double>{X.data(), 1, X.size()}, {p.data(), 1, n_classes});
    const auto bytes = model.to_bytes();
    if (ml::GaussianNaiveBayes::from_bytes(bytes).to_bytes() != bytes) {
      std::abort();
    }
  } catch (const BundleError&) {
  }
  return 0;
}
