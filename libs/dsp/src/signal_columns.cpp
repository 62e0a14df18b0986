#include "signal_columns.h"

#include <algorithm>

namespace earmark::dsp {
namespace {

// Sample, mirrored or repeated, at `position` counted from `before` samples ahead of y.
float padded_sample(const SignalColumns& signal, std::size_t position) {
  const std::size_t n = signal.y.size();
  if (position >= signal.before && position - signal.before < n) {
    return signal.y[position - signal.before];
  }
  if (signal.pad_mode == PadMode::kEdge || n == 1) {
    return position < signal.before ? signal.y.front() : signal.y.back();
  }
  // Mirrored again and again at the outermost samples, which are not repeated.
  const std::size_t period = 2 * (n - 1);
  const std::size_t offset =
      (position + period * (signal.before / period + 1) - signal.before) % period;
  return signal.y[std::min(offset, period - offset)];
}

}  // namespace

const float* SignalColumns::find(std::size_t first, std::size_t n, float* staging) const {
  const std::size_t begin = first * hop_length;
  const std::size_t end = begin + n * hop_length;
  if (begin >= before && end - before <= y.size()) {
    return y.data() + (begin - before);
  }
  const std::size_t inside = std::clamp(before, begin, end);
  const std::size_t outside = std::clamp(before + y.size(), begin, end);
  const bool zeros = pad_mode == PadMode::kConstant;
  const std::size_t padded = zeros ? outside : std::clamp(2 * before + y.size(), outside, end);
  std::size_t i = begin;
  for (; i < inside; ++i) {
    staging[i - begin] = zeros ? 0.0F : padded_sample(*this, i);
  }
  if (inside < outside) {
    std::copy_n(y.data() + (inside - before), outside - inside, staging + (inside - begin));
    i = outside;
  }
  for (; i < padded; ++i) {
    staging[i - begin] = padded_sample(*this, i);
  }
  std::fill(staging + (i - begin), staging + (end - begin), 0.0F);
  return staging;
}

std::vector<std::size_t> sample_places(std::size_t n_fft, std::size_t hop_length) {
  std::vector<std::size_t> places(n_fft);
  const std::size_t stride = max_columns(n_fft, hop_length);
  for (std::size_t i = 0; i < n_fft; ++i) {
    places[i] = i % hop_length * stride + i / hop_length;
  }
  return places;
}

}  // namespace earmark::dsp
