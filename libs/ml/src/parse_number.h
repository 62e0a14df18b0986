#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace earmark::ml {

/// The number that `text` wholly spells in the C locale ("+" and blanks around it allowed), or
/// nothing.
template <typename T = double>
[[nodiscard]] std::optional<T> parse_number(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) {
    return std::nullopt;
  }
  text = text.substr(first, text.find_last_not_of(kBlank) - first + 1);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') {
    text.remove_prefix(1);
  }
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace earmark::ml
