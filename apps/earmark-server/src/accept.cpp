#include "accept.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "wire_rules.h"

namespace earmark::server {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos
             ? ""
             : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, ascii_lower, ascii_lower);
}

/// Takes what lies before the separator off the front.
std::string_view next(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trimmed(part);
}

/// A range of an Accept header, such as "text/*;q=0.5".
struct MediaRange {
  std::string_view type;
  double quality = 1;

  static MediaRange parse(std::string_view text) {
    MediaRange range;
    range.type = next(text, ';');
    while (!text.empty()) {
      const std::string_view parameter = next(text, ';');
      if (parameter.size() > 2 && same(parameter.substr(0, 2), "q=")) {
        const std::string_view value = parameter.substr(2);
        double quality = 0;
        const auto [end, error] =
            std::from_chars(value.data(), value.data() + value.size(), quality);
        range.quality = error == std::errc{} ? std::clamp(quality, 0.0, 1.0) : 0.0;
      }
    }
    return range;
  }

  /// How closely it names the type: 0 not at all, 1 as "*/*", 2 as "text/*", 3 itself.
  [[nodiscard]] int closeness(std::string_view offer) const {
    if (same(type, offer)) {
      return 3;
    }
    if (type == "*/*") {
      return 1;
    }
    const std::size_t slash = offer.find('/');
    const bool is_family = type.size() == slash + 2 && type.ends_with("/*") &&
                           same(type.substr(0, slash), offer.substr(0, slash));
    return is_family ? 2 : 0;
  }
};

double quality_of(std::string_view accept, std::string_view offer) {
  int closest = 0;
  double quality = 0;
  while (!accept.empty()) {
    const MediaRange range = MediaRange::parse(next(accept, ','));
    if (const int closeness = range.closeness(offer); closeness > closest) {
      closest = closeness;
      quality = range.quality;
    }
  }
  return quality;
}

}  // namespace

std::optional<std::size_t> preferred(std::string_view accept,
                                     std::span<const std::string_view> offers) {
  if (trimmed(accept).empty()) {
    return offers.empty() ? std::nullopt : std::optional<std::size_t>{0};
  }
  std::optional<std::size_t> best;
  double best_quality = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    if (const double quality = quality_of(accept, offers[i]); quality > best_quality) {
      best = i;
      best_quality = quality;
    }
  }
  return best;
}

bool names(std::string_view accept, std::string_view type) {
  while (!accept.empty()) {
    const MediaRange range = MediaRange::parse(next(accept, ','));
    if (range.quality > 0 && same(range.type, type)) {
      return true;
    }
  }
  return false;
}

}  // namespace earmark::server
