#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "earmark/augment/ranges.h"

namespace earmark::augment {

/// What a value may be.
struct Bounds {
  double low = 0;
  double high = 0;
  bool whole = false;
};

/// "-6" or "-6..6". @throws AugmentError  naming `label`
[[nodiscard]] Range parse_range(std::string_view text, const Bounds& bounds,
                                const std::string& label);

/// "HZ:GAIN_DB:Q,..." @throws AugmentError  naming `label`
[[nodiscard]] std::vector<EqBandRange> parse_bands(std::string_view text, const std::string& label);

/// "NAME:SETTING,..." @throws AugmentError  naming `label`
[[nodiscard]] std::vector<CodecRange> parse_codecs(std::string_view text, const std::string& label);

}  // namespace earmark::augment
