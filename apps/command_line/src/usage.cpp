#include "earmark/command_line/usage.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "earmark/base/nearest.h"

namespace earmark::cli {
namespace {

template <typename T>
bool read_all(const std::string& text, T& value) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stop == end;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string plain(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
}

}  // namespace

Setting setting(const std::string& flag, const std::string& text, const char* environment) {
  if (!text.empty()) {
    return {flag, text};
  }
  const char* const value = std::getenv(environment);  // NOLINT(concurrency-mt-unsafe): at start
  if (value != nullptr && *value != '\0') {
    return {environment, value};
  }
  return {};
}

std::size_t parse_count(const Setting& setting, std::size_t low, std::size_t high) {
  std::size_t value = 0;
  if (!read_all(setting.text, value) || value < low || value > high) {
    throw UsageError(setting.name + " must be a whole number from " + std::to_string(low) + " to " +
                     std::to_string(high) + ", not " + quoted(setting.text));
  }
  return value;
}

double parse_number(const Setting& setting, double low, double high) {
  double value = 0;
  if (!read_all(setting.text, value) || !(value >= low && value <= high)) {
    throw UsageError(setting.name + " must be a number from " + plain(low) + " to " + plain(high) +
                     ", not " + quoted(setting.text));
  }
  return value;
}

std::string parse_choice(const Setting& setting, const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), setting.text) == choices.end()) {
    throw UsageError(setting.name + " must be one of " + enumerate(choices) + ", not " +
                     quoted(setting.text) + did_you_mean(setting.text, choices));
  }
  return setting.text;
}

std::vector<std::string> parse_list(const Setting& setting) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= setting.text.size()) {
    const std::size_t end = std::min(setting.text.find(',', begin), setting.text.size());
    const std::string part = setting.text.substr(begin, end - begin);
    if (part.empty()) {
      throw UsageError(setting.name + " must be names with commas between them, not " +
                       quoted(setting.text));
    }
    if (std::find(parts.begin(), parts.end(), part) != parts.end()) {
      throw UsageError(setting.name + " names " + part + " twice");
    }
    parts.push_back(part);
    begin = end + 1;
  }
  return parts;
}

std::string did_you_mean(std::string_view text, const std::vector<std::string>& candidates) {
  const std::string meant = nearest(text, candidates);
  return meant.empty() ? "" : "; did you mean " + meant + "?";
}

std::string enumerate(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) {
      text += i + 1 == names.size() ? " and " : ", ";
    }
    text += names[i];
  }
  return text;
}

std::pair<std::string, std::string> parse_pair(const std::string& flag, const std::string& text) {
  const std::size_t at = text.find('=');
  if (at == 0 || at == std::string::npos || at + 1 == text.size()) {
    throw UsageError(flag + " must be NAME=VALUE, not \"" + text + "\"");
  }
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace earmark::cli
