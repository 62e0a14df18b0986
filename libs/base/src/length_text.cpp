#include "earmark/base/length_text.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace earmark {

std::string seconds_text(std::int64_t n_samples, int sample_rate) {
  std::array<char, 48> text{};
  (void)std::snprintf(text.data(), text.size(), "%lld.%02lld s",
                      static_cast<long long>(n_samples / sample_rate),
                      static_cast<long long>(n_samples % sample_rate * 100 / sample_rate));
  return text.data();
}

LengthTexts length_texts(std::int64_t shorter, std::int64_t longer, int sample_rate) {
  std::array<char, 48> text{};
  (void)std::snprintf(text.data(), text.size(), "%.6g s",
                      static_cast<double>(longer) / sample_rate);
  LengthTexts in_seconds{.shorter = seconds_text(shorter, sample_rate), .longer = text.data()};
  const auto value = [](const std::string& length) { return std::strtod(length.c_str(), nullptr); };
  if (value(in_seconds.shorter) < value(in_seconds.longer)) {
    return in_seconds;
  }
  return {.shorter = std::to_string(shorter) + " samples",
          .longer = std::to_string(longer) + " samples"};
}

}  // namespace earmark
