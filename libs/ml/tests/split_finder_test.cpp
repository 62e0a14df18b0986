#include "split_finder.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/base/thread_pool.h"

namespace earmark::ml {
namespace {

constexpr std::size_t kClasses = 3;
constexpr double kNoSplit = -std::numeric_limits<double>::infinity();

struct Problem {
  Criterion criterion = Criterion::kGini;
  Matrix<float> X;
  std::vector<SampleCode> codes;
  std::vector<TreeSample> samples;
};

/// The part of a split's gain that hangs on the split, up to a constant.
double score_of(const Problem& problem, std::size_t feature, float threshold) {
  std::array<std::array<double, kClasses>, 2> sides{};
  for (const TreeSample sample : problem.samples) {
    const SampleCode code = problem.codes[sample.code];
    sides[problem.X(sample.place, feature) > threshold ? 1 : 0][code.label] += code.weight;
  }
  double score = 0.0;
  for (const auto& side : sides) {
    const double weight = std::accumulate(side.begin(), side.end(), 0.0);
    for (const double w : side) {
      if (w > 0.0) {
        score += problem.criterion == Criterion::kGini ? w * w / weight : w * std::log2(w / weight);
      }
    }
  }
  return score;
}

/// Every midpoint of every feature, each scored from the beginning.
double best_by_brute_force(const Problem& problem) {
  double best = kNoSplit;
  for (std::size_t f = 0; f < problem.X.cols(); ++f) {
    std::vector<float> values;
    for (std::size_t row = 0; row < problem.X.rows(); ++row) {
      values.push_back(problem.X(row, f));
    }
    std::ranges::sort(values);
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
      if (values[i + 1] > values[i] + 1e-7F) {
        best = std::max(best, score_of(problem, f, 0.5F * (values[i] + values[i + 1])));
      }
    }
  }
  return best;
}

BestSplit find_best(const Problem& problem, std::uint64_t seed) {
  ThreadPool pool{1};
  const RankedTable table{problem.X.view(), pool};
  SplitFinder finder{table, kClasses};
  std::vector<std::uint32_t> rows(problem.X.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  finder.load(rows, problem.codes);
  std::vector<double> class_weights(kClasses, 0.0);
  for (const TreeSample sample : problem.samples) {
    class_weights[problem.codes[sample.code].label] += problem.codes[sample.code].weight;
  }
  FeatureOrder order{problem.X.cols()};
  std::size_t n_constant = 0;
  Rng rng{seed};
  const SplitRules rules{
      .criterion = problem.criterion, .max_features = problem.X.cols(), .min_samples_leaf = 1};
  return finder.find(problem.samples, class_weights, rules, order, n_constant, rng);
}

Problem make_problem(std::size_t n_rows, std::size_t n_features, std::uint32_t n_values,
                     std::uint32_t n_weights, std::uint64_t seed, Criterion criterion) {
  Rng rng{seed};
  Problem problem{criterion, Matrix<float>{n_rows, n_features}, {}, {}};
  for (std::uint32_t label = 0; label < kClasses; ++label) {
    for (std::uint32_t w = 1; w <= n_weights; ++w) {
      problem.codes.push_back({label, 0.5 * w});
    }
  }
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (float& x : problem.X.row(row)) {
      x = static_cast<float>(rng.below(n_values)) - 3.0F;
    }
    problem.samples.push_back({static_cast<std::uint32_t>(row),
                               rng.below(static_cast<std::uint32_t>(problem.codes.size()))});
  }
  return problem;
}

// Scores are sums of at most 400 weights in another order.
constexpr double kScoreTolerance = 1e-9;

bool is_best(const Problem& problem, std::uint64_t seed) {
  const double want = best_by_brute_force(problem);
  const BestSplit split = find_best(problem, seed);
  if (!split.found) {
    return want == kNoSplit;
  }
  const double got = score_of(problem, split.feature, split.threshold);
  return std::abs(got - want) <= kScoreTolerance * (1.0 + std::abs(want));
}

RC_GTEST_PROP(SplitFinderProperty, FindsWhatBruteForceFinds, ()) {
  const auto n_rows = *rc::gen::inRange<std::size_t>(2, 400);
  const auto n_features = *rc::gen::inRange<std::size_t>(1, 5);
  const auto n_values = *rc::gen::element<std::uint32_t>(1, 2, 5, 50, 1000);
  const auto n_weights = *rc::gen::element<std::uint32_t>(1, 3);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto criterion = *rc::gen::element(Criterion::kGini, Criterion::kEntropy);
  RC_ASSERT(is_best(make_problem(n_rows, n_features, n_values, n_weights, seed, criterion), seed));
}

// The sizes on either side of each change of sorting method.
TEST(SplitFinder, FindsWhatBruteForceFindsInNodesOfEverySize) {
  std::uint64_t seed = 0;
  for (const std::size_t n_rows : {2U, 11U, 12U, 13U, 60U, 255U, 256U, 257U, 700U}) {
    for (const std::uint32_t n_values : {3U, 40U, 100'000U}) {
      for (const Criterion criterion : {Criterion::kGini, Criterion::kEntropy}) {
        ++seed;
        EXPECT_TRUE(is_best(make_problem(n_rows, 3, n_values, 2, seed, criterion), seed)) << n_rows;
      }
    }
  }
}

// Over 2^16 distinct values take 32-bit ranks; with over 2^15 codes keys take 64 bits.
TEST(SplitFinder, HandlesMoreValuesAndWeightsThanNarrowKeysHold) {
  constexpr std::uint32_t kRows = 70'000;
  Problem problem{{}, Matrix<float>{kRows, 1}, {}, {}};
  for (std::uint32_t row = 0; row < kRows; ++row) {
    const std::uint32_t shuffled = (row * 40'503U) % kRows;  // coprime to kRows
    problem.X(row, 0) = static_cast<float>(shuffled);
    problem.codes.push_back({shuffled <= 41'999 ? 0U : 1U, 1.0 + 1e-6 * row});
    problem.samples.push_back({row, row});
  }
  const BestSplit split = find_best(problem, 1);
  ASSERT_TRUE(split.found);
  EXPECT_EQ(split.threshold, 41'999.5F);
}

TEST(SplitFinder, TakesValuesWithinTheFeatureThresholdForEqual) {
  Problem problem{{}, Matrix<float>{4, 1}, {{0, 1.0}, {1, 1.0}}, {{0, 0}, {1, 0}, {2, 1}, {3, 1}}};
  for (std::size_t row = 0; row < 4; ++row) {
    problem.X(row, 0) = 2e-8F * static_cast<float>(row);
  }
  EXPECT_FALSE(find_best(problem, 0).found);
  problem.X(2, 0) = 5e-7F;
  problem.X(3, 0) = 5.2e-7F;
  EXPECT_TRUE(find_best(problem, 0).found);
}

TEST(SplitFinder, ThresholdSeparatesNeighbouringFloats) {
  const float below = 1.0F;
  const float above = std::nextafter(2.0F, 3.0F);
  Problem problem{{}, Matrix<float>{2, 1}, {{0, 1.0}, {1, 1.0}}, {{0, 0}, {1, 1}}};
  problem.X(0, 0) = below;
  problem.X(1, 0) = above;
  const BestSplit split = find_best(problem, 0);
  ASSERT_TRUE(split.found);
  EXPECT_LE(below, split.threshold);
  EXPECT_GT(above, split.threshold);
}

}  // namespace
}  // namespace earmark::ml
