#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// The parts in order, with `separator` between them.
[[nodiscard]] inline std::string join(const std::vector<std::string>& parts,
                                      std::string_view separator = ", ") {
  std::string text;
  for (const std::string& part : parts) {
    text.append(text.empty() ? std::string_view{} : separator).append(part);
  }
  return text;
}

}  // namespace earmark
