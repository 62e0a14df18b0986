#include "segment_delivery.h"

#include <utility>

namespace earmark::inference {

void SegmentPlaces::put(const AnalyzedSegment& segment) {
  const std::lock_guard lock{mutex_};
  if (all_.size() <= segment.index) {
    all_.resize(segment.index + 1);
  }
  all_[segment.index] = {segment.start_s,  segment.end_s,   segment.silent,
                         segment.is_piece, segment.is_step, true};
}

SegmentPlace SegmentPlaces::get(std::size_t index) const {
  const std::lock_guard lock{mutex_};
  return index < all_.size() ? all_[index] : SegmentPlace{};
}

void SegmentDelivery::give(std::size_t n_threads) {
  if (!*listener_) {
    return;
  }
  scores_->catch_up(n_threads);
  for (SegmentPlace place = places_->get(next_); place.is_known; place = places_->get(next_)) {
    SegmentPrediction segment{place.start_s, place.end_s, place.silent, {}};
    if (!place.silent) {
      const std::vector<double> answers = scores_->copy_of(next_);
      if (answers.empty()) {
        return;
      }
      segment.probabilities =
          ensemble_->combine({answers.data(), ensemble_->size(), ensemble_->n_genres()});
    }
    ++next_;
    if (place.is_step) {
      (*listener_)(segment);
    }
  }
}

}  // namespace earmark::inference
