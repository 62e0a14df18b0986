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

Segmenter::Segmenter(OnSegment on_segment, std::size_t n_samples, std::optional<double> hop_s)
    : on_segment_{std::move(on_segment)},
      segment_samples_{n_samples},
      hop_s_{hop_s.value_or(seconds_of(n_samples))} {
  if (!on_segment_) {
    throw std::invalid_argument("Segmenter: on_segment must be callable");
  }
  require_segment_samples(n_samples, "Segmenter");
  if (!(hop_s_ >= kMinHopSeconds && hop_s_ <= seconds_of(n_samples))) {
    throw std::invalid_argument("Segmenter: hop_s must be from 0.5 to the segment's length");
  }
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
  const Segment segment{.samples = pending_,
                        .index = n_given_,
                        .start_s = seconds_of(start_),
                        .end_s = end_s,
                        .silent = peak(pending_) < kSilentPeak,
                        .is_piece = start_ == piece_start(),
                        .is_step = start_ == step_start()};
  ++n_given_;
  n_steps_ += segment.is_step ? 1U : 0U;
  summary_.n_segments += segment.is_piece ? 1U : 0U;
  summary_.n_silent += segment.is_piece && segment.silent ? 1U : 0U;
  try {
    on_segment_(segment);
  } catch (...) {
    reset();
    throw;
  }
  advance();
}

void Segmenter::advance() {
  const std::size_t next = std::min(piece_start(), step_start());
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(next - start_));
  start_ = next;
}

std::size_t Segmenter::piece_start() const { return summary_.n_segments * segment_samples_; }

// Rounded from the product, so that steps meet pieces whenever the hop divides a segment's length.
std::size_t Segmenter::step_start() const {
  return static_cast<std::size_t>(
      std::llround(static_cast<double>(n_steps_) * hop_s_ * kSampleRate));
}

void Segmenter::reset() {
  pending_.clear();
  start_ = 0;
  n_samples_ = 0;
  n_given_ = 0;
  n_steps_ = 0;
  summary_ = {};
}

}  // namespace earmark::features
