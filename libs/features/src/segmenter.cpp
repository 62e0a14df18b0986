#include "earmark/features/segmenter.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/length_text.h"
#include "earmark/features/segment_length.h"

namespace earmark::features {
namespace {

constexpr float kSilentPeak = 1e-4F;

LengthTexts shortfall(std::size_t n_samples, std::size_t n_needed) {
  return length_texts(static_cast<std::int64_t>(n_samples), static_cast<std::int64_t>(n_needed),
                      kSampleRate);
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
    const auto place = static_cast<std::int64_t>(n_samples_) + (bad - y.begin());
    throw DecodeError("the sound has a sample that is not a finite number at " +
                      seconds_text(place, kSampleRate));
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
  const std::size_t n_samples = n_samples_;
  if (summary_.n_segments == 0 && n_samples < kMinSegmentSamples) {
    reset();
    const auto [lasts, needed] = shortfall(n_samples, kMinSegmentSamples);
    throw DecodeError("too_short",
                      "the sound lasts " + lasts + "; at least " + needed + " is needed");
  }
  if (summary_.n_segments == 0) {
    const auto [lasts, filled] = shortfall(n_samples, segment_samples_);
    summary_.warnings.push_back("the sound lasts only " + lasts + " and was repeated to fill " +
                                filled);
    for (std::size_t i = 0; pending_.size() < segment_samples_; ++i) {
      pending_.push_back(pending_[i]);
    }
    emit(seconds_of(n_samples));
  }
  SegmentSummary summary = std::exchange(summary_, {});
  summary.duration_s = seconds_of(n_samples);
  reset();
  return summary;
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
  try {
    on_segment_(segment);
  } catch (...) {
    reset();
    throw;
  }
  pending_.clear();
}

void Segmenter::reset() {
  pending_.clear();
  n_samples_ = 0;
  summary_ = {};
}

}  // namespace earmark::features
