#include "member_names.h"

#include <algorithm>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/join.h"
#include "earmark/features/recipe.h"

namespace earmark::inference {

void check_names(const ml::ModelNames& names, std::span<const std::string> genres) {
  if (!names.genres.empty() && !std::ranges::equal(names.genres, genres)) {
    throw BundleError("it knows the genres " + join(names.genres) + ", the bundle names " +
                      join({genres.begin(), genres.end()}));
  }
  if (!names.recipe.empty() && names.recipe != features::kRecipeVersion) {
    throw BundleError("it learned from the feature recipe \"" + names.recipe +
                      "\", and this program computes \"" + std::string{features::kRecipeVersion} +
                      "\"");
  }
}

}  // namespace earmark::inference
