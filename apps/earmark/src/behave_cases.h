#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "earmark/behave/case.h"

namespace earmark::cli {

/// The cases of quality/behaviour.yaml, which the program carries.
[[nodiscard]] std::vector<behave::Case> builtin_cases();

/// Cases of one's own (docs/guides/behave.md).
/// @throws UsageError  no YAML, an unknown key, a wrong value, or a case that no model can fail;
///                     the message names the file, the line and the nearest right name
[[nodiscard]] std::vector<behave::Case> read_cases(const std::filesystem::path& file);

/// The same for a file's text. @param name  stands for the file in messages
[[nodiscard]] std::vector<behave::Case> parse_cases(const std::string& text,
                                                    const std::string& name);

}  // namespace earmark::cli
