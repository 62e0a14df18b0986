#include "retry_after.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace earmark::tracking {

std::optional<double> retry_after_of(std::string_view header) {
  constexpr std::string_view kName = "retry-after:";
  const auto is_same = [](char lower, char c) {
    return lower == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  };
  if (header.size() < kName.size() ||
      !std::equal(kName.begin(), kName.end(), header.begin(), is_same)) {
    return std::nullopt;
  }
  const std::size_t begin = std::min(header.find_first_not_of(' ', kName.size()), header.size());
  const std::string_view text = header.substr(begin);
  double seconds = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec != std::errc{} ||
      !std::isfinite(seconds) || seconds < 0) {
    return std::nullopt;
  }
  return seconds;
}

}  // namespace earmark::tracking
