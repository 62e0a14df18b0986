#include "member_names.h"

#include <algorithm>
#include <sstream>

#include "earmark/base/errors.h"
#include "earmark/base/join.h"

namespace earmark::inference {

void check_names(const ml::ModelNames& names, std::span<const std::string> genres,
                 std::string_view recipe) {
  if (!names.genres.empty() && !std::ranges::equal(names.genres, genres)) {
    throw BundleError("it knows the genres " + join(names.genres) + ", the bundle names " +
                      join({genres.begin(), genres.end()}));
  }
  if (!names.recipe.empty() && names.recipe != recipe) {
    throw BundleError("it learned from the feature recipe \"" + names.recipe +
                      "\", and this is \"" + std::string{recipe} + "\"");
  }
}

std::vector<std::string> split_names(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream in{list};
  for (std::string name; std::getline(in, name, ',');) {
    names.push_back(name);
  }
  return names;
}

}  // namespace earmark::inference
