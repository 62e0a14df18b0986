#include "words.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace earmark::check {
namespace {

constexpr std::size_t kMostNamed = 4;

}  // namespace

std::string decimals(double value, int n) {
  std::array<char, 64> text{};
  (void)std::snprintf(text.data(), text.size(), "%.*f", n, value);
  return text.data();
}

std::string percent(double share) {
  return decimals(100.0 * share, share >= 0.1 ? 0 : (share >= 0.001 ? 1 : 3)) + " %";
}

std::string n_tracks(std::size_t n) { return std::to_string(n) + (n == 1 ? " track" : " tracks"); }

std::string list(const std::vector<std::string>& names) {
  // One more than is named takes no more room than "and 1 more".
  const std::size_t n_named = names.size() <= kMostNamed + 1 ? names.size() : kMostNamed;
  std::string text;
  for (std::size_t i = 0; i < n_named; ++i) {
    const bool last = i + 1 == names.size();
    text += (i == 0 ? "" : (last ? " and " : ", ")) + names[i];
  }
  return n_named == names.size()
             ? text
             : text + " and " + std::to_string(names.size() - n_named) + " more";
}

}  // namespace earmark::check
