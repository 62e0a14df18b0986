#include "fft_tables.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace earmark::dsp {
namespace {

// Few passes over the data count more than few multiplications: 1024 points are 16 * 16 * 4.
std::vector<std::size_t> radices_of(std::size_t n) {
  std::vector<std::size_t> radices;
  for (const std::size_t radix : {16U, 8U, 4U, 2U, 5U, 3U}) {
    while (n % radix == 0) {
      radices.push_back(radix);
      n /= radix;
    }
  }
  for (std::size_t prime = 7; n > 1; prime += 2) {
    if (prime * prime > n) {
      prime = n;
    }
    while (n % prime == 0) {
      radices.push_back(prime);
      n /= prime;
    }
  }
  return radices;
}

void append_root(AlignedVector<float>& values, std::size_t numerator, std::size_t denominator) {
  // Reduced to a turn first: the argument keeps its digits.
  const double angle = -2.0 * std::numbers::pi * static_cast<double>(numerator % denominator) /
                       static_cast<double>(denominator);
  values.push_back(static_cast<float>(std::cos(angle)));
  values.push_back(static_cast<float>(std::sin(angle)));
}

}  // namespace

std::size_t FftTables::work_size() const {
  std::size_t largest_radix = 0;
  for (const FftStage& stage : stages) {
    largest_radix = std::max(largest_radix, stage.radix);
  }
  return (2 * n_complex + largest_radix) * 2 * kMaxLanes;
}

std::shared_ptr<const FftTables> make_fft_tables(std::size_t n) {
  auto tables = std::make_shared<FftTables>();
  tables->n = n;
  tables->n_complex = n % 2 == 0 ? n / 2 : n;
  std::size_t rest = tables->n_complex;
  std::size_t s = 1;
  for (const std::size_t radix : radices_of(tables->n_complex)) {
    const std::size_t m = rest / radix;
    FftStage stage{.radix = radix, .m = m, .s = s, .twiddles = tables->twiddles.size()};
    for (std::size_t p = 0; p < m; ++p) {
      for (std::size_t k = 1; k < radix; ++k) {
        append_root(tables->twiddles, p * k, rest);
      }
    }
    stage.roots = tables->twiddles.size();
    for (std::size_t k = 0; k < radix; ++k) {
      append_root(tables->twiddles, k, radix);
    }
    tables->stages.push_back(stage);
    rest = m;
    s *= radix;
  }
  if (n % 2 == 0) {
    for (std::size_t k = 0; k < tables->n_complex; ++k) {
      append_root(tables->untangle, k, n);
    }
  }
  return tables;
}

}  // namespace earmark::dsp
