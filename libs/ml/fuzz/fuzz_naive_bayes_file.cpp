#include <cstddef>
#include <cstdint>

#include "check_model_file.h"
#include "earmark/ml/gaussian_naive_bayes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace earmark::ml;
  fuzz::check_model_file<GaussianNaiveBayes>(std::as_bytes(std::span{data, size}));
  return 0;
}
