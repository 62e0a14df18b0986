#include <cstddef>
#include <cstdint>

#include "check_model_file.h"
#include "earmark/ml/logistic_regression.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace earmark::ml;
  fuzz::check_model_file<LogisticRegression>(std::as_bytes(std::span{data, size}));
  return 0;
}
