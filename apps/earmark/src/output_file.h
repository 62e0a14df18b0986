#pragma once

#include <string>

namespace earmark::cli {

/// Says before long work, not after it, that its result could not be written: there is no such
/// folder, or the name is a folder's. "" stands for no file.
/// @throws UsageError
void require_place_for(const std::string& file);

}  // namespace earmark::cli
