#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "earmark/inference/bundle_manifest.h"

namespace earmark::cli {

/// The trunks of a folder with their licences' notices, as they go into a bundle.
struct TrunkFiles {
  std::vector<inference::TrunkEntry> entries;
  std::vector<std::pair<std::string, std::vector<std::byte>>> contents;  ///< by name
};

/// @throws IoError  one cannot be read
[[nodiscard]] TrunkFiles read_trunk_files(const std::filesystem::path& folder);

}  // namespace earmark::cli
