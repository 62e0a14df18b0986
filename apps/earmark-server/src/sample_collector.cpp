#include "sample_collector.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "problem.h"

namespace earmark::server {
namespace {

constexpr std::size_t kMaxChannels = 2;
constexpr std::size_t kDeepest = 3;

}  // namespace

SampleCollector::SampleCollector(std::string field, const ReferenceLimits& limits)
    : field_{std::move(field)}, limits_{limits} {}

void SampleCollector::refuse(const std::string& what) const {
  throw ProblemError(
      {.status = 400,
       .kind = "bad_request",
       .detail = field_ + ' ' + what +
                 "; a song is a list of numbers, or of frames [left, right], and several songs are "
                 "a list of songs",
       .field = field_});
}

void SampleCollector::begin_list() {
  if (depth_ == kDeepest) {
    refuse("holds lists within lists within lists within lists");
  }
  if (depth_ == 1 && shape_ == Shape::kSamples) {
    refuse("mixes numbers and lists");
  }
  if (depth_ == 2) {
    if (shape_ == Shape::kFrames || (!holds_frames_ && length_ > 0)) {
      refuse("mixes numbers and lists");
    }
    shape_ = Shape::kSongs;
    holds_frames_ = true;
  }
  if (depth_ == 1) {
    holds_frames_ = false;
  }
  ++depth_;
  length_ = 0;
}

void SampleCollector::number(double value, bool is_whole) {
  if (depth_ == 0) {
    refuse("is a number");
  }
  if ((depth_ == 1 && (shape_ == Shape::kFrames || shape_ == Shape::kSongs)) ||
      (depth_ == 2 && holds_frames_)) {
    refuse("mixes numbers and lists");
  }
  if (depth_ == 1) {
    shape_ = Shape::kSamples;
  }
  if (!(std::abs(value) <= std::numeric_limits<float>::max())) {
    refuse("holds a number that is too large for a sample");
  }
  if (++n_all_ > limits_.max_samples) {
    throw ProblemError({.status = 413,
                        .kind = "too_large",
                        .detail = field_ + " holds more than the " +
                                  std::to_string(limits_.max_samples) +
                                  " samples that this route takes; send a file to /v1/predictions",
                        .field = field_});
  }
  ++length_;
  ++n_song_;
  all_whole_ = all_whole_ && is_whole;
  peak_ = std::max(peak_, std::abs(value));
  song_.append(static_cast<float>(value));
}

void SampleCollector::end_frame(std::size_t length) {
  if (length == 0 || length > kMaxChannels) {
    refuse("holds a frame of " + std::to_string(length) + " numbers");
  }
  if (frame_length_ != 0 && frame_length_ != length) {
    refuse("holds frames of one number and of two");
  }
  frame_length_ = length;
}

void SampleCollector::end_second() {
  if (holds_frames_) {
    finish_song();
    return;
  }
  if (shape_ == Shape::kUnknown) {
    shape_ = length_ > kMaxChannels ? Shape::kSongs : Shape::kFrames;
  }
  if (shape_ == Shape::kFrames) {
    end_frame(length_);
  } else {
    finish_song();
  }
}

void SampleCollector::finish_song() {
  if (n_song_ == 0) {
    refuse("holds an empty list");
  }
  if (songs_.size() == limits_.max_songs) {
    throw ProblemError({.status = 413,
                        .kind = "too_large",
                        .detail = field_ + " holds more than " + std::to_string(limits_.max_songs) +
                                  " songs; send the others in another request",
                        .field = field_});
  }
  song_.set_channels(std::max<std::size_t>(1, frame_length_));
  if (peak_ > 0 && (all_whole_ || peak_ > 1)) {
    song_.multiply(static_cast<float>(1 / peak_));
  }
  songs_.push_back(std::exchange(song_, SampledSong{}));
  frame_length_ = n_song_ = 0;
  all_whole_ = true;
  peak_ = 0;
}

bool SampleCollector::end_list() {
  switch (depth_--) {
    case 3:
      end_frame(length_);
      return false;
    case 2:
      end_second();
      return false;
    default:
      if (shape_ != Shape::kSongs) {
        finish_song();
      }
      return true;
  }
}

}  // namespace earmark::server
