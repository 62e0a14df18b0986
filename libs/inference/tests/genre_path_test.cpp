#include "earmark/inference/genre_path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

namespace earmark::inference {
namespace {

using Path = std::vector<std::size_t>;
using Rows = std::vector<std::vector<double>>;

constexpr double kRounding = 1e-9;  // sums of a dozen logarithms of size 1 to 10

/// Segments of 3 s at a hop; an empty row is silence.
std::vector<SegmentPrediction> segments_of(const Rows& rows, double hop_s = 3) {
  std::vector<SegmentPrediction> segments;
  for (const std::vector<double>& row : rows) {
    const double start_s = hop_s * static_cast<double>(segments.size());
    segments.push_back({start_s, start_s + 3, row.empty(), row});
  }
  return segments;
}

/// Three genres, one of them at `p`.
std::vector<double> mostly(std::size_t genre, double p = 0.8) {
  std::vector<double> row(3, (1 - p) / 2);
  row[genre] = p;
  return row;
}

std::vector<GenreChange> changes_of(const Rows& rows, double hop_s = 3) {
  std::vector<SegmentPrediction> segments = segments_of(rows, hop_s);
  const auto path = GenrePath{}.of(segments, hop_s / 3);
  for (std::size_t s = 0; s < path.size(); ++s) {
    segments[s].smoothed = path[s];
  }
  return genre_changes(segments);
}

Rows repeated(const std::vector<double>& row, std::size_t n) {
  Rows rows;
  rows.assign(n, row);
  return rows;
}

Rows joined(Rows a, const Rows& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// The formula of the header, summed for one path through segments that are all heard.
double score(const Rows& rows, const Path& path, const GenrePathConfig& config, double hop_s,
             double weight) {
  const double hold = std::exp(-hop_s / config.stay_s);
  const double drawn = (1 - hold) / static_cast<double>(rows.front().size());
  double sum = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    sum += weight * std::log(std::max(rows[i][path[i]], config.least_probability));
    if (i > 0) {
      sum += std::log(path[i] == path[i - 1] ? hold + drawn : drawn);
    }
  }
  return sum;
}

/// The largest score of all n_genres ^ n_segments paths.
double best_score(const Rows& rows, const GenrePathConfig& config, double hop_s, double weight) {
  const std::size_t n_genres = rows.front().size();
  double best = -std::numeric_limits<double>::infinity();
  Path path(rows.size(), 0);
  while (true) {
    best = std::max(best, score(rows, path, config, hop_s, weight));
    std::size_t digit = 0;
    while (digit < path.size() && ++path[digit] == n_genres) {
      path[digit++] = 0;
    }
    if (digit == path.size()) {
      return best;
    }
  }
}

/// Probabilities of `n_segments` segments that are sure of one genre or another more or less.
Rows random_rows(std::mt19937& engine, std::size_t n_segments, std::size_t n_genres) {
  std::normal_distribution<double> logit{0.0, 1.5};
  Rows rows(n_segments, std::vector<double>(n_genres));
  for (std::vector<double>& row : rows) {
    std::ranges::generate(row, [&] { return std::exp(logit(engine)); });
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    std::ranges::transform(row, row.begin(), [sum](double p) { return p / sum; });
  }
  return rows;
}

TEST(GenrePath, NoOtherPathIsMoreProbable) {
  std::mt19937 engine{1};
  std::uniform_int_distribution<std::size_t> genres{2, 4};
  std::uniform_int_distribution<std::size_t> lengths{1, 6};
  std::uniform_real_distribution<double> stays_s{1, 30};
  std::uniform_real_distribution<double> hops_s{0.5, 3};
  for (int i = 0; i < 1000; ++i) {
    const GenrePathConfig config{.stay_s = stays_s(engine), .least_probability = 0.03};
    const double hop_s = hops_s(engine);
    const Rows rows = random_rows(engine, lengths(engine), genres(engine));
    const auto found = GenrePath{config}.of(segments_of(rows, hop_s), hop_s / 3);
    Path path;
    std::ranges::transform(found, std::back_inserter(path),
                           [](const auto& genre) { return genre.value_or(0); });
    EXPECT_NEAR(score(rows, path, config, hop_s, hop_s / 3),
                best_score(rows, config, hop_s, hop_s / 3), kRounding)
        << i;
  }
}

TEST(GenrePath, OneOutlierDoesNotSwitch) {
  for (const double hop_s : {0.5, 1.0, 3.0}) {
    const Rows rows =
        joined(joined(repeated(mostly(0), 10), {mostly(1, 0.99)}), repeated(mostly(0), 10));
    EXPECT_TRUE(changes_of(rows, hop_s).empty()) << hop_s;
  }
}

TEST(GenrePath, AClearChangeIsCutWhereItIs) {
  for (const double hop_s : {0.5, 1.0, 3.0}) {
    const auto n = static_cast<std::size_t>(30 / hop_s);
    const auto changes = changes_of(joined(repeated(mostly(0), n), repeated(mostly(2), n)), hop_s);
    ASSERT_EQ(changes.size(), 1U) << hop_s;
    // Between the centres of segments n - 1 and n.
    EXPECT_DOUBLE_EQ(changes[0].time_s, 30 - hop_s / 2 + 1.5) << hop_s;
    EXPECT_EQ(changes[0].from, 0U);
    EXPECT_EQ(changes[0].to, 2U);
  }
}

TEST(GenrePath, AnOutlierBesideAChangeDoesNotMoveIt) {
  Rows rows = joined(repeated(mostly(0), 10), repeated(mostly(2), 10));
  rows[8] = mostly(1);
  rows[12] = mostly(0);
  const auto changes = changes_of(rows);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_DOUBLE_EQ(changes[0].time_s, 30);
}

TEST(GenrePath, AProbabilityOfZeroRulesNothingOut) {
  Rows rows = repeated({0.9, 0.1, 0.0}, 10);
  rows[5] = {0.0, 0.0, 1.0};
  EXPECT_TRUE(changes_of(rows).empty());
}

TEST(GenrePath, SilenceHasNoGenreAndIsBridged) {
  const Rows silence(4);
  const Rows rows = joined(joined(repeated(mostly(0), 10), silence), repeated(mostly(2), 10));
  const auto path = GenrePath{}.of(segments_of(rows), 1);
  EXPECT_EQ(path[9], 0U);
  EXPECT_EQ(path[10], std::nullopt);
  EXPECT_EQ(path[13], std::nullopt);
  EXPECT_EQ(path[14], 2U);
  const auto changes = changes_of(rows);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_DOUBLE_EQ(changes[0].time_s, 36);  // the middle of the 12 s of silence from 30 s on
}

TEST(GenrePath, TimeGoesOnInSilence) {
  // Doubt that is too small to change within a step is enough after an hour.
  const Rows pair{{0.6, 0.4}, {0.4, 0.6}};
  std::vector<SegmentPrediction> segments = segments_of(pair);
  EXPECT_EQ(GenrePath{}.of(segments, 1)[0], GenrePath{}.of(segments, 1)[1]);
  segments[1].start_s += 3600;
  segments[1].end_s += 3600;
  EXPECT_NE(GenrePath{}.of(segments, 1)[0], GenrePath{}.of(segments, 1)[1]);
}

TEST(GenrePath, LongSilenceDoesNotSpeakForAnotherGenre) {
  std::vector<SegmentPrediction> segments = segments_of({{0.6, 0.4}, {0.55, 0.45}});
  segments[1].start_s += 3600;
  segments[1].end_s += 3600;
  EXPECT_EQ(GenrePath{}.of(segments, 1)[1], 0U);
}

TEST(GenrePath, SilenceAloneAndNothingHaveNoPath) {
  EXPECT_TRUE(GenrePath{}.of({}, 1).empty());
  EXPECT_EQ(GenrePath{}.of(segments_of(Rows(2)), 1), std::vector<std::optional<std::size_t>>(2));
}

TEST(GenrePath, OneGenreIsEverywhere) {
  EXPECT_EQ(GenrePath{}.of(segments_of(repeated({1.0}, 3)), 1),
            std::vector<std::optional<std::size_t>>(3, 0U));
}

TEST(GenrePath, RefusesWhatItCannotMean) {
  EXPECT_THROW(GenrePath{{.stay_s = 0}}, std::invalid_argument);
  EXPECT_THROW(GenrePath{{.stay_s = std::numeric_limits<double>::infinity()}},
               std::invalid_argument);
  EXPECT_THROW(GenrePath{{.least_probability = 0}}, std::invalid_argument);
  EXPECT_THROW(GenrePath{{.least_probability = 1}}, std::invalid_argument);
  const auto segments = segments_of({{0.5, 0.5}, {1.0}});
  EXPECT_THROW((void)GenrePath{}.of(segments, 1), std::invalid_argument);
  EXPECT_THROW((void)GenrePath{}.of({}, 0), std::invalid_argument);
  EXPECT_THROW((void)GenrePath{}.of({}, 1.01), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::inference
