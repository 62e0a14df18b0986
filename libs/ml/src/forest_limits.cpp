#include "forest_limits.h"

#include <string>

#include "earmark/ml/random_forest.h"
#include "model_file.h"

namespace earmark::ml {

void require_readable_size(std::uint64_t n_bytes, std::uint64_t n_mixed_floats) {
  const std::string remedy = "; train it with a higher min_samples_leaf or a lower n_estimators";
  if (n_bytes > RandomForest::kMaxFileBytes) {
    throw ModelError("the forest's file would have " + std::to_string(n_bytes >> 20U) +
                     " MiB, over the 256 MiB that are read" + remedy);
  }
  if (n_mixed_floats > kMaxMixedFloats) {
    throw ModelError("the forest's leaves of several classes would take " +
                     std::to_string(n_mixed_floats * sizeof(float) >> 20U) +
                     " MiB in memory, over the 256 MiB that are read" + remedy);
  }
}

}  // namespace earmark::ml
