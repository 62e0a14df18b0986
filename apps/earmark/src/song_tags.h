#pragma once

#include <filesystem>
#include <string>

namespace earmark::cli {

/// Who made a song, as far as its file says, for keeping songs of one hand together: the artist's
/// tag, else the album's; "" where there is neither, or one that names nobody ("Various Artists").
/// Never throws for what the file holds.
[[nodiscard]] std::string tagged_artist(const std::filesystem::path& file);

}  // namespace earmark::cli
