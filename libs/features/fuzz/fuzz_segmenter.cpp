#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/features/segment_length.h"
#include "earmark/features/segmenter.h"

namespace {

// Blocks of any size and content: each sample that was taken comes out once and in order, until
// the rest; only samples that are not finite and songs under half a second are refused.
void require(bool ok) {
  if (!ok) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  // The first byte: how long a segment is, 0.5 to 6 s.
  const std::size_t n_samples = earmark::features::kMinSegmentSamples * (1U + data[0] % 12U);
  const double segment_s = earmark::features::seconds_of(n_samples);
  std::vector<float> taken;
  std::size_t n_segments = 0;
  const auto check = [&](const earmark::features::Segment& segment) {
    require(segment.samples.size() == n_samples);
    require(segment.index == n_segments);
    require(segment.start_s < segment.end_s && segment.end_s <= segment.start_s + segment_s);
    const std::size_t first = n_segments++ * n_samples;
    for (std::size_t i = 0; i < n_samples; ++i) {
      require(segment.samples[i] == taken[(first + i) % std::max<std::size_t>(1, taken.size())]);
    }
  };
  earmark::features::Segmenter segmenter{check, n_samples};
  // Then four bytes a block: how many samples, and the upper bits of a float that they all have.
  constexpr std::size_t kStep = 4;
  constexpr std::size_t kMostSamples = 140000;
  for (std::size_t i = 1; i + kStep <= size && taken.size() < kMostSamples; i += kStep) {
    const std::size_t n = data[i] * 256U + data[i + 1];
    const std::uint32_t bits = (data[i + 2] * 256U + data[i + 3]) << 16U;
    std::vector<float> block(n, std::bit_cast<float>(bits));
    const bool finite = n == 0 || std::isfinite(block.front());
    const std::size_t before = taken.size();
    taken.insert(taken.end(), block.begin(), block.end());
    try {
      segmenter.push(block);
      require(finite);
    } catch (const earmark::DecodeError&) {
      require(!finite);
      taken.resize(before);
    }
  }
  try {
    const auto summary = segmenter.finish();
    require(summary.n_segments == n_segments && summary.n_silent <= n_segments);
    require(n_segments == std::max<std::size_t>(1, taken.size() / n_samples));
  } catch (const earmark::DecodeError& error) {
    require(error.kind() == "too_short" && taken.size() < 11025);
  }
  return 0;
}
