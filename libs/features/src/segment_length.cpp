#include "earmark/features/segment_length.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "earmark/features/recipe.h"

namespace earmark::features {

static_assert(kMinSegmentSamples == kMinSegmentSeconds * kSampleRate);
static_assert(kMaxSegmentSamples == kMaxSegmentSeconds * kSampleRate);

std::size_t segment_samples(double seconds) {
  if (!(seconds >= kMinSegmentSeconds && seconds <= kMaxSegmentSeconds)) {
    throw std::invalid_argument("segment_samples: seconds must lie in [0.5, 60]");
  }
  return static_cast<std::size_t>(std::lround(seconds * kSampleRate));
}

double seconds_of(std::size_t n_samples) { return static_cast<double>(n_samples) / kSampleRate; }

std::size_t frames_of(std::size_t n_samples) { return 1 + n_samples / kHopLength; }

void require_segment_samples(std::size_t n_samples, const char* function) {
  if (n_samples < kMinSegmentSamples || n_samples > kMaxSegmentSamples) {
    throw std::invalid_argument(std::string{function} + ": n_samples must lie in [11025, 1323000]");
  }
}

}  // namespace earmark::features
