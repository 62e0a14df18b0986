#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace earmark::ml {

/// Two models' answers to the same rows, compared.
struct PairedComparison {
  std::size_t n_gained = 0;  ///< rows that the first alone has right
  std::size_t n_lost = 0;    ///< rows that the second alone has right
  double p_value = 1;        ///< exact, two-sided, in (0, 1]
};

/// How often chance makes a difference of n_gained - n_lost or larger, in either direction, between
/// two models that are equally good: then the difference within a group may as well have had the
/// other sign, and all combinations of signs are equally likely (Fisher 1935, "The Design of
/// Experiments", section 21). Groups keep rows of one artist from passing for independent; where
/// each row is a group of its own, this is McNemar's exact test.
///
/// Time: groups with a difference times the sum of their differences.
///
/// @param gains   one a row: 1 where the first model alone is right, -1 where the second alone is,
///                0 where both are or neither
/// @param groups  one a row
/// @throws std::invalid_argument  no rows, lengths that differ, another gain
[[nodiscard]] PairedComparison paired_comparison(std::span<const int> gains,
                                                 std::span<const std::string> groups);

}  // namespace earmark::ml
