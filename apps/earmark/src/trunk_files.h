#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/music_rule.h"

namespace earmark::cli {

/// The trunks of a folder with their licences' notices, as they go into a bundle.
struct TrunkFiles {
  std::vector<inference::TrunkEntry> entries;
  std::vector<std::pair<std::string, std::vector<std::byte>>> contents;  ///< by name
};

/// @throws IoError  one cannot be read
[[nodiscard]] TrunkFiles read_trunk_files(const std::filesystem::path& folder);

/// @param files  those of a bundle with the trunk that the rule names
/// @param where  the rule's file in messages
/// @throws BundleError  that trunk cannot be used, or does not have the rule's tags
void require_tags(const inference::MusicRule& rule,
                  const std::vector<std::pair<std::string, std::vector<std::byte>>>& files,
                  const std::string& where);

}  // namespace earmark::cli
