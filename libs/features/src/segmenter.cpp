#include "earmark/features/segmenter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/features/segment_length.h"

namespace earmark::features {
namespace {

constexpr float kSilentPeak = 1e-4F;

std::string in_words(std::size_t n_samples) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%.2f s", seconds_of(n_samples));
  return text.data();
}

std::string without_zeros(std::size_t n_samples) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%g s", seconds_of(n_samples));
  return text.data();
}

float peak(std::span<const float> y) {
  float largest = 0.0F;
  for (const float value : y) {
    largest = std::max(largest, std::abs(value));
  }
  return largest;
}

}  // namespace

Segmenter::Segmenter(OnSegment on_segment, std::size_t n_samples)
    : on_segment_{std::move(on_segment)}, segment_samples_{n_samples} {
  if (!on_segment_) {
    throw std::invalid_argument("Segmenter: on_segment must be callable");
  }
  require_segment_samples(n_samples, "Segmenter");
  pending_.reserve(n_samples);
}

void Segmenter::push(std::span<const float> y) {
  const auto bad =
      std::find_if(y.begin(), y.end(), [](float value) { return !std::isfinite(value); });
  if (bad != y.end()) {
    const auto place = n_samples_ + static_cast<std::size_t>(bad - y.begin());
    throw DecodeError("the sound has a sample that is not a finite number at " + in_words(place));
  }
  while (!y.empty()) {
    const std::size_t taken = std::min(y.size(), segment_samples_ - pending_.size());
    const auto block = y.first(taken);
    pending_.insert(pending_.end(), block.begin(), block.end());
    y = y.subspan(taken);
    n_samples_ += taken;
    if (pending_.size() == segment_samples_) {
      emit(seconds_of(n_samples_));
    }
  }
}

SegmentSummary Segmenter::finish() {
  const std::size_t n_samples = std::exchange(n_samples_, 0);
  if (summary_.n_segments == 0 && n_samples < kMinSegmentSamples) {
    pending_.clear();
    throw DecodeError("too_short",
                      "the sound lasts " + in_words(n_samples) + "; at least 0.5 s is needed");
  }
  if (summary_.n_segments == 0) {
    summary_.warnings.push_back("the sound lasts only " + in_words(n_samples) +
                                " and was repeated to fill " + without_zeros(segment_samples_));
    for (std::size_t i = 0; pending_.size() < segment_samples_; ++i) {
      pending_.push_back(pending_[i]);
    }
    emit(seconds_of(n_samples));
  }
  pending_.clear();
  summary_.duration_s = seconds_of(n_samples);
  return std::exchange(summary_, {});
}

void Segmenter::emit(double end_s) {
  const std::size_t index = summary_.n_segments;
  const Segment segment{.samples = pending_,
                        .index = index,
                        .start_s = seconds_of(index * segment_samples_),
                        .end_s = end_s,
                        .silent = peak(pending_) < kSilentPeak};
  ++summary_.n_segments;
  summary_.n_silent += segment.silent ? 1U : 0U;
  on_segment_(segment);
  pending_.clear();
}

}  // namespace earmark::features
