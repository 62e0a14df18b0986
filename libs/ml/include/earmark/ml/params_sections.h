#pragma once

#include <string>
#include <vector>

namespace earmark::ml {

/// The sections that a parameters file (params.yaml) may have: one a kind of model, and those of
/// the pipeline's own choices. Every program reads its own and refuses a name that is none of
/// these, so that a misspelt one is noticed.
[[nodiscard]] inline std::vector<std::string> params_sections() {
  return {"split",       "features", "augmentation", "gtzan",     "forest",
          "naive-bayes", "cnn",      "tagger",       "fine-tune", "ensemble"};
}

}  // namespace earmark::ml
