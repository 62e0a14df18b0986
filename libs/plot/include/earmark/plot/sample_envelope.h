#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earmark::plot {

/// What a stretch of samples reaches.
struct SampleRange {
  float low = 0;
  float high = 0;
  double sum_of_squares = 0;
};

/// Reduces a stream of samples to what a waveform's columns reach, in memory that does not grow
/// with the stream: as ColumnMean, but a column keeps the least and the largest sample and the
/// energy. Not thread-safe.
class SampleEnvelope {
 public:
  /// @param n_columns  >= 1; between n_columns and 2 n_columns are kept of a long stream
  /// @throws std::invalid_argument
  explicit SampleEnvelope(std::size_t n_columns);

  void add(std::span<const float> y);

  [[nodiscard]] std::size_t n_samples() const { return n_samples_; }
  /// Samples that each of columns() stands for; the last may have fewer.
  [[nodiscard]] std::size_t samples_a_column() const { return samples_a_column_; }
  [[nodiscard]] std::span<const SampleRange> columns() const { return columns_; }

 private:
  std::size_t capacity_;
  std::vector<SampleRange> columns_;
  std::size_t samples_a_column_ = 1;
  std::size_t n_samples_ = 0;
};

}  // namespace earmark::plot
