#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::inference {

/// What tells music from other sound: a song is music where the mean over its segments of the
/// largest probability among these tags is at least `least`. Applied where the trunks are read.
struct MusicRule {
  std::string trunk;  ///< kind of the trunk that names the tags
  std::vector<std::string> tags;
  double least = 0;  ///< in [0, 1]
};

/// @param trunks  kinds of the bundle's trunks
/// @param where   the file's name in messages
/// @throws BundleError  no such trunk, no tags, a tag twice, or a share out of range
void check_music_rule(const MusicRule& rule, std::span<const std::string> trunks,
                      std::string_view where);

/// @param names  the tags of the trunk that the rule names
/// @throws BundleError  a tag that is not among them
void check_music_tags(const MusicRule& rule, std::span<const std::string> names,
                      std::string_view where);

}  // namespace earmark::inference
