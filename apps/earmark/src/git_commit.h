#pragma once

#include <filesystem>
#include <string>

namespace earmark::cli {

/// The commit that the git checkout around `folder` is at, 40 hexadecimal digits; "" where there is
/// no checkout or it cannot be read.
[[nodiscard]] std::string git_commit(const std::filesystem::path& folder);

}  // namespace earmark::cli
