#pragma once

#include <cstdint>
#include <string>

namespace earmark {

/// A place or a length in a sound, rounded down to hundredths: "1.49 s".
[[nodiscard]] std::string seconds_text(std::int64_t n_samples, int sample_rate);

/// A length and one that it falls short of, for one sentence.
struct LengthTexts {
  std::string shorter;
  std::string longer;
};

/// "1.49 s" and "1.5 s"; where seconds would come out alike, "1322999 samples" and "1323000
/// samples".
/// @param shorter, longer  numbers of samples, shorter < longer
[[nodiscard]] LengthTexts length_texts(std::int64_t shorter, std::int64_t longer, int sample_rate);

}  // namespace earmark
