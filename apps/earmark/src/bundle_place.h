#pragma once

#include <string>

namespace earmark::cli {

/// Lets pass what is not there yet, an empty folder, and a bundle, which is then replaced.
/// @throws UsageError  a file, or a folder of other things
void require_place_for_bundle(const std::string& flag, const std::string& folder);

}  // namespace earmark::cli
