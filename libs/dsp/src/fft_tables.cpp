#include "fft_tables.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <numbers>

namespace earmark::dsp {
namespace {

// As few butterflies as registers allow: of 8 points, and of 4 and 2 where 8 does not fit.
void append_powers_of_two(std::size_t exponent, std::vector<std::size_t>& radices) {
  const std::size_t count = (exponent + 2) / 3;
  for (std::size_t left = count; left > 0; --left) {
    const std::size_t part = (exponent + left - 1) / left;
    radices.push_back(std::size_t{1} << part);
    exponent -= part;
  }
}

std::vector<std::size_t> radices_of(std::size_t n) {
  std::vector<std::size_t> radices;
  const auto exponent = static_cast<std::size_t>(std::countr_zero(n));
  append_powers_of_two(exponent, radices);
  n >>= exponent;
  for (std::size_t prime = 3; n > 1; prime += 2) {
    if (prime * prime > n) {
      prime = n;
    }
    while (n % prime == 0) {
      radices.push_back(prime);
      n /= prime;
    }
  }
  std::sort(radices.begin(), radices.end(), std::greater<>());
  return radices;
}

// Pairs of a large and a small radix, so that levels are alike.
std::vector<FftLevel> levels_of(std::size_t n) {
  const std::vector<std::size_t> radices = radices_of(n);
  std::vector<FftLevel> levels;
  for (std::size_t i = 0; 2 * i < radices.size(); ++i) {
    const std::size_t last = radices.size() - 1 - i;
    FftLevel level{.first = radices[i]};
    level.second = last > i ? radices[last] : 1;
    level.radix = level.first * level.second;
    levels.push_back(level);
  }
  if (levels.empty()) {
    levels.emplace_back();
  }
  return levels;
}

void append_root(AlignedVector<float>& values, std::size_t numerator, std::size_t denominator) {
  // Reduced to a turn first: the argument keeps its digits.
  const double angle = -2.0 * std::numbers::pi * static_cast<double>(numerator % denominator) /
                       static_cast<double>(denominator);
  values.push_back(static_cast<float>(std::cos(angle)));
  values.push_back(static_cast<float>(std::sin(angle)));
}

std::size_t append_roots(AlignedVector<float>& values, std::size_t radix) {
  const std::size_t position = values.size();
  for (std::size_t k = 0; k < radix; ++k) {
    append_root(values, k, radix);
  }
  return position;
}

void append_factors(AlignedVector<float>& values, FftLevel& level) {
  level.inner = values.size();
  for (std::size_t p = 0; p < level.second; ++p) {
    for (std::size_t k = 0; k < level.first; ++k) {
      append_root(values, p * k, level.radix);
    }
  }
  level.outer = values.size();
  for (std::size_t p = 0; p < level.m; ++p) {
    for (std::size_t q = 0; q < level.first; ++q) {
      for (std::size_t k = 0; k < level.second; ++k) {
        append_root(values, p * (q + level.first * k), level.m * level.radix);
      }
    }
  }
  level.first_roots = append_roots(values, level.first);
  level.second_roots = append_roots(values, level.second);
}

}  // namespace

std::size_t FftTables::work_size() const {
  return (2 * n_complex + 3 * largest_radix) * 2 * kMaxLanes;
}

std::shared_ptr<const FftTables> make_fft_tables(std::size_t n) {
  auto tables = std::make_shared<FftTables>();
  tables->n = n;
  tables->n_complex = n % 2 == 0 ? n / 2 : n;
  tables->levels = levels_of(tables->n_complex);
  std::size_t rest = tables->n_complex;
  std::size_t s = 1;
  for (FftLevel& level : tables->levels) {
    rest /= level.radix;
    level.m = rest;
    level.s = s;
    append_factors(tables->factors, level);
    s *= level.radix;
    tables->largest_radix = std::max(tables->largest_radix, level.radix);
  }
  if (n % 2 == 0) {
    for (std::size_t k = 0; k < tables->n_complex; ++k) {
      append_root(tables->untangle, k, n);
    }
  }
  return tables;
}

}  // namespace earmark::dsp
