#pragma once

#include <cstddef>
#include <span>

namespace earmark::dsp {

/// sums[t] = sum over j of window[j] window[j + lag] x[t + j] x[t + j + lag].
/// x has at least sums.size() + window.size() - 1 values.
void windowed_autocorrelation(std::span<const double> x, std::span<const double> window,
                              std::size_t lag, std::span<double> sums);

/// sums[i] = sum over k < n of x[k] rows[i][k], for five rows that lie `stride` apart.
void five_dot_products(const double* x, const double* rows, std::size_t stride, std::size_t n,
                       std::span<double, 5> sums);

}  // namespace earmark::dsp
