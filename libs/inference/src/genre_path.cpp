#include "earmark/inference/genre_path.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <stdexcept>

namespace earmark::inference {
namespace {

constexpr std::size_t kMaxGenres = 254;

double centre_s(const SegmentPrediction& segment) { return (segment.start_s + segment.end_s) / 2; }

/// Places of the segments that are not silent.
std::vector<std::size_t> heard_ones(std::span<const SegmentPrediction> segments) {
  std::vector<std::size_t> heard;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    if (!segments[s].silent) {
      heard.push_back(s);
    }
  }
  return heard;
}

std::size_t place_of_largest(std::span<const double> values) {
  return static_cast<std::size_t>(
      std::distance(values.begin(), std::max_element(values.begin(), values.end())));
}

/// The best paths to each genre, grown segment by segment. All changes are alike and none is more
/// probable than to stay, so that the best change into any genre comes from the best genre of all.
class BestPaths {
 public:
  explicit BestPaths(std::size_t n_genres) : scores_(n_genres, 0.0) {}

  /// @param hold  probability that the genre is not drawn anew from the last segment to this one
  void step(double hold) {
    const std::size_t n = scores_.size();
    const double drawn = (1 - hold) / static_cast<double>(n);
    const double log_stay = std::log(hold + drawn);
    const double log_change = std::log(drawn);
    const std::size_t best = place_of_largest(scores_);
    const double changed = scores_[best] + log_change;
    for (std::size_t g = 0; g < n; ++g) {
      const double stayed = scores_[g] + log_stay;
      came_from_.push_back(static_cast<std::uint8_t>(changed > stayed ? best : g));
      scores_[g] = std::max(stayed, changed);
    }
  }

  void hear(std::span<const double> probabilities, double weight, double least) {
    for (std::size_t g = 0; g < scores_.size(); ++g) {
      scores_[g] += weight * std::log(std::max(probabilities[g], least));
    }
  }

  /// [steps + 1], the best path of all.
  [[nodiscard]] std::vector<std::size_t> best() const {
    const std::size_t n = scores_.size();
    std::vector<std::size_t> path(came_from_.size() / n + 1);
    path.back() = place_of_largest(scores_);
    for (std::size_t i = path.size() - 1; i > 0; --i) {
      path[i - 1] = came_from_[(i - 1) * n + path[i]];
    }
    return path;
  }

 private:
  std::vector<double> scores_;
  std::vector<std::uint8_t> came_from_;  ///< [steps, n_genres]
};

}  // namespace

void GenrePathConfig::validate() const {
  if (!(stay_s > 0 && std::isfinite(stay_s))) {
    throw std::invalid_argument("GenrePathConfig: stay_s must be over 0 and finite");
  }
  if (!(least_probability > 0 && least_probability < 1)) {
    throw std::invalid_argument("GenrePathConfig: least_probability must be between 0 and 1");
  }
}

GenrePath::GenrePath(const GenrePathConfig& config) : config_{config} { config.validate(); }

std::vector<std::optional<std::size_t>> GenrePath::of(std::span<const SegmentPrediction> segments,
                                                      double weight) const {
  if (!(weight > 0 && weight <= 1)) {
    throw std::invalid_argument("GenrePath::of: weight must be over 0 and at most 1");
  }
  std::vector<std::optional<std::size_t>> genres(segments.size());
  const std::vector<std::size_t> heard = heard_ones(segments);
  if (heard.empty()) {
    return genres;
  }
  const std::size_t n_genres = segments[heard.front()].probabilities.size();
  if (n_genres == 0 || n_genres > kMaxGenres || std::ranges::any_of(heard, [&](std::size_t s) {
        return segments[s].probabilities.size() != n_genres;
      })) {
    throw std::invalid_argument("GenrePath::of: segments must be of 1 to 254 genres, all the same");
  }
  BestPaths paths{n_genres};
  for (std::size_t i = 0; i < heard.size(); ++i) {
    if (i > 0) {
      const double dt = centre_s(segments[heard[i]]) - centre_s(segments[heard[i - 1]]);
      paths.step(std::exp(-dt / config_.stay_s));
    }
    paths.hear(segments[heard[i]].probabilities, weight, config_.least_probability);
  }
  const std::vector<std::size_t> best = paths.best();
  for (std::size_t i = 0; i < heard.size(); ++i) {
    genres[heard[i]] = best[i];
  }
  return genres;
}

std::vector<GenreChange> genre_changes(std::span<const SegmentPrediction> segments) {
  std::vector<GenreChange> changes;
  std::optional<std::size_t> last;
  double last_s = 0;
  for (const SegmentPrediction& segment : segments) {
    if (!segment.smoothed) {
      continue;
    }
    const std::size_t genre = *segment.smoothed;
    const double time_s = centre_s(segment);
    if (last && *last != genre) {
      changes.push_back({(last_s + time_s) / 2, *last, genre});
    }
    last = genre;
    last_s = time_s;
  }
  return changes;
}

}  // namespace earmark::inference
