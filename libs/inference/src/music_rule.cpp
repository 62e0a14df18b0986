#include "earmark/inference/music_rule.h"

#include <algorithm>
#include <set>

#include "earmark/base/errors.h"

namespace earmark::inference {

void check_music_rule(const MusicRule& rule, std::span<const std::string> trunks,
                      std::string_view where) {
  const auto that = [&](bool holds, const std::string& what) {
    if (!holds) {
      throw BundleError(std::string{where} + ": \"music\" " + what);
    }
  };
  that(std::ranges::find(trunks, rule.trunk) != trunks.end(),
       trunks.empty() ? "needs a trunk, and the bundle has none"
                      : "names the trunk \"" + rule.trunk + "\", which the bundle does not have");
  that(!rule.tags.empty(), "must name tags");
  that(std::set<std::string>{rule.tags.begin(), rule.tags.end()}.size() == rule.tags.size(),
       "names a tag twice");
  that(rule.least >= 0 && rule.least <= 1, R"(has a "least" that is not in [0, 1])");
}

void check_music_tags(const MusicRule& rule, std::span<const std::string> names,
                      std::string_view where) {
  for (const std::string& tag : rule.tags) {
    if (std::ranges::find(names, tag) == names.end()) {
      throw BundleError(std::string{where} + ": \"music\" names the tag \"" + tag +
                        "\", which the trunk " + rule.trunk + " does not have");
    }
  }
}

}  // namespace earmark::inference
