#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark::cli {

/// The user asked for something that cannot be: exit code 2. The message is one sentence.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A setting's text with the name under which the user gave it, such as "--jobs" or "EARMARK_JOBS".
struct Setting {
  std::string name;
  std::string text;

  [[nodiscard]] bool given() const { return !name.empty(); }
};

/// The flag where it was given, else the environment variable where it is set and not empty.
[[nodiscard]] Setting setting(const std::string& flag, const std::string& text,
                              const char* environment);

/// @throws UsageError  not a whole number in [low, high]
[[nodiscard]] std::size_t parse_count(const Setting& setting, std::size_t low, std::size_t high);

/// @throws UsageError  not a finite number in [low, high]
[[nodiscard]] double parse_number(const Setting& setting, double low, double high);

/// One of `choices`. @throws UsageError  listing them, with the nearest one
[[nodiscard]] std::string parse_choice(const Setting& setting,
                                       const std::vector<std::string>& choices);

/// "a,b,c" as its parts. @throws UsageError  an empty part or one that stands twice
[[nodiscard]] std::vector<std::string> parse_list(const Setting& setting);

/// "; did you mean X?" (earmark::nearest) or "".
[[nodiscard]] std::string did_you_mean(std::string_view text,
                                       const std::vector<std::string>& candidates);

/// "a, b and c".
[[nodiscard]] std::string enumerate(const std::vector<std::string>& names);

/// "NAME=VALUE" as its parts. @throws UsageError  another shape
[[nodiscard]] std::pair<std::string, std::string> parse_pair(const std::string& flag,
                                                             const std::string& text);

}  // namespace earmark::cli
