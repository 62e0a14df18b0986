#include "earmark/plot/sample_envelope.h"

#include <algorithm>

#include "require.h"

namespace earmark::plot {

SampleEnvelope::SampleEnvelope(std::size_t n_columns) : capacity_{2 * n_columns} {
  require(n_columns >= 1, "sample_envelope: n_columns must be >= 1");
  columns_.reserve(capacity_);
}

void SampleEnvelope::add(std::span<const float> y) {
  for (const float value : y) {
    if (n_samples_ == capacity_ * samples_a_column_) {
      for (std::size_t c = 0; c < capacity_ / 2; ++c) {
        const SampleRange& a = columns_[2 * c];
        const SampleRange& b = columns_[2 * c + 1];
        columns_[c] = {std::min(a.low, b.low), std::max(a.high, b.high),
                       a.sum_of_squares + b.sum_of_squares};
      }
      columns_.resize(capacity_ / 2);
      samples_a_column_ *= 2;
    }
    const double square = static_cast<double>(value) * static_cast<double>(value);
    if (n_samples_ % samples_a_column_ == 0) {
      columns_.push_back({value, value, square});
    } else {
      SampleRange& column = columns_.back();
      column.low = std::min(column.low, value);
      column.high = std::max(column.high, value);
      column.sum_of_squares += square;
    }
    ++n_samples_;
  }
}

}  // namespace earmark::plot
