#include "signal_columns.h"

#include <algorithm>

namespace earmark::dsp {
namespace {

// Sample at `position` counted from `before` samples ahead of y.
float padded_sample(const SignalColumns& signal, std::size_t position) {
  const std::size_t n = signal.y.size();
  if (position >= signal.before && position - signal.before < n) {
    return signal.y[position - signal.before];
  }
  if (signal.pad_mode == PadMode::kConstant || position >= n + 2 * signal.before) {
    return 0.0F;
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
  for (std::size_t i = begin; i < inside; ++i) {
    staging[i - begin] = padded_sample(*this, i);
  }
  if (inside < outside) {
    std::copy_n(y.data() + (inside - before), outside - inside, staging + (inside - begin));
  }
  for (std::size_t i = std::max(inside, outside); i < end; ++i) {
    staging[i - begin] = padded_sample(*this, i);
  }
  return staging;
}

}  // namespace earmark::dsp
