#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// The parts in order, with `separator` between them.
[[nodiscard]] inline std::string join(const std::vector<std::string>& parts,
                                      std::string_view separator = ", ") {
  std::string text;
  std::string_view between;
  for (const std::string& part : parts) {
    text.append(between).append(part);
    between = separator;
  }
  return text;
}

}  // namespace earmark
