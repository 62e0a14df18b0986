#include "earmark/ml/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/ml/calibration.h"
#include "golden.h"

namespace earmark::ml {
namespace {

using test::Grid;

constexpr double kFigureTolerance = 1e-12;  // sums of 80 terms

TEST(Metrics, EqualScikitLearn) {
  const auto golden = test::load_golden()["metrics"];
  const Grid<double> p{golden["probabilities"]};
  const auto y = golden["y"].get<std::vector<int>>();
  const auto predicted = most_probable(p.view());
  EXPECT_NEAR(accuracy(y, predicted), golden["accuracy"].get<double>(), kFigureTolerance);
  EXPECT_NEAR(balanced_accuracy(y, predicted, 5), golden["balanced_accuracy"].get<double>(),
              kFigureTolerance);
  EXPECT_NEAR(macro_f1(y, predicted, 5), golden["macro_f1"].get<double>(), kFigureTolerance);
  EXPECT_NEAR(negative_log_likelihood(p.view(), y), golden["nll"].get<double>(), kFigureTolerance);
  EXPECT_EQ(confusion_matrix(y, predicted, 5), golden["confusion"].get<std::vector<std::size_t>>());
  const auto scores = class_scores(y, predicted, 5);
  for (std::size_t c = 0; c < 5; ++c) {
    EXPECT_NEAR(scores[c].precision, golden["precision"][c].get<double>(), kFigureTolerance);
    EXPECT_NEAR(scores[c].recall, golden["recall"][c].get<double>(), kFigureTolerance);
    EXPECT_NEAR(scores[c].f1, golden["f1"][c].get<double>(), kFigureTolerance);
    EXPECT_EQ(scores[c].support, golden["support"][c].get<std::size_t>());
  }
}

TEST(Metrics, NoAnswerIsWrongAndInNoCell) {
  const std::vector<int> y{0, 1, 1};
  const std::vector<int> predicted{0, -1, 1};
  EXPECT_DOUBLE_EQ(accuracy(y, predicted), 2.0 / 3.0);
  const auto counts = confusion_matrix(y, predicted, 2);
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::size_t{0}), 2U);
  EXPECT_DOUBLE_EQ(class_scores(y, predicted, 2)[1].recall, 0.5);
}

TEST(Metrics, CalibrationErrorIsTheGapOfConfidenceAndAccuracy) {
  // Confidence 0.8 and right in 3 of 4, confidence 0.6 and right in 1 of 2.
  const Grid<double> p{
      nlohmann::json{{0.8, 0.2}, {0.8, 0.2}, {0.8, 0.2}, {0.8, 0.2}, {0.4, 0.6}, {0.4, 0.6}}};
  const std::vector<int> y{0, 0, 0, 1, 1, 0};
  const auto bins = reliability_bins(p.view(), y);
  EXPECT_EQ(bins[7].count, 4U);
  EXPECT_NEAR(bins[7].confidence, 0.8, kFigureTolerance);
  EXPECT_NEAR(bins[7].accuracy, 0.75, kFigureTolerance);
  EXPECT_EQ(bins[5].count, 2U);
  EXPECT_EQ(bins[0].count, 0U);
  EXPECT_NEAR(expected_calibration_error(bins), (4 * 0.05 + 2 * 0.1) / 6, kFigureTolerance);
  EXPECT_NEAR(brier_score(p.view(), y), (3 * 0.08 + 1.28 + 0.32 + 0.72) / 6, kFigureTolerance);
}

TEST(Metrics, RejectBadArguments) {
  const std::vector<int> y{0, 1};
  const std::vector<int> none;
  const std::vector<int> far{0, 2};
  const Grid<double> p{nlohmann::json{{0.5, 0.5}, {0.5, 0.5}}};
  EXPECT_THROW((void)accuracy(none, none), std::invalid_argument);
  EXPECT_THROW((void)accuracy(y, none), std::invalid_argument);
  EXPECT_THROW((void)confusion_matrix(y, far, 2), std::invalid_argument);
  EXPECT_THROW((void)confusion_matrix(far, y, 2), std::invalid_argument);
  EXPECT_THROW((void)negative_log_likelihood(p.view(), far), std::invalid_argument);
  EXPECT_THROW((void)reliability_bins(p.view(), y, 0), std::invalid_argument);
  EXPECT_THROW((void)expected_calibration_error({}), std::invalid_argument);
  EXPECT_THROW((void)accuracy(std::vector<int>{0, -1}, y), std::invalid_argument);
  EXPECT_THROW((void)accuracy(y, std::vector<int>{0, -2}), std::invalid_argument);
  EXPECT_THROW((void)most_probable({nullptr, 2, 0}), std::invalid_argument);
  EXPECT_THROW((void)most_probable({nullptr, 0, 2}), std::invalid_argument);
  const std::vector<std::string> groups{"a", "b"};
  EXPECT_THROW((void)accuracy_interval(y, far, std::span{groups}.first(1)), std::invalid_argument);
  EXPECT_THROW((void)accuracy_interval(y, y, groups, 1.0), std::invalid_argument);
}

TEST(Metrics, RejectWhatIsNoProbability) {
  const std::vector<int> y{0, 1};
  for (const double bad : {std::nan(""), -0.1, 1.1, std::numeric_limits<double>::infinity()}) {
    Grid<double> p{nlohmann::json{{0.5, 0.5}, {0.5, 0.5}}};
    p.values[3] = bad;
    const auto view = std::as_const(p).view();
    EXPECT_THROW((void)most_probable(view), std::invalid_argument) << bad;
    EXPECT_THROW((void)negative_log_likelihood(view, y), std::invalid_argument) << bad;
    EXPECT_THROW((void)brier_score(view, y), std::invalid_argument) << bad;
    EXPECT_THROW((void)reliability_bins(view, y), std::invalid_argument) << bad;
  }
}

TEST(Bootstrap, AllRightOrAllWrongIsTheExactInterval) {
  const std::vector<int> y(30, 1);
  const std::vector<int> wrong(30, 0);
  std::vector<std::string> groups;
  for (std::size_t row = 0; row < 30; ++row) {
    groups.push_back(std::to_string(row / 3));  // 10 artists of 3 songs
  }
  // scipy.stats.binomtest(10, 10).proportion_ci(0.95, "exact").low
  constexpr double kLow = 0.6915028921812392;
  const Interval right = accuracy_interval(y, y, groups);
  EXPECT_NEAR(right.low, kLow, 1e-12);
  EXPECT_EQ(right.high, 1.0);
  const Interval none = accuracy_interval(y, wrong, groups);
  EXPECT_EQ(none.low, 0.0);
  EXPECT_NEAR(none.high, 1.0 - kLow, 1e-12);
}

TEST(Bootstrap, OneGroupTellsNothing) {
  for (const int answer : {1, 0}) {
    const Interval interval = accuracy_interval(std::vector<int>{1}, std::vector<int>{answer},
                                                std::vector<std::string>{"a"});
    EXPECT_EQ(interval.low, 0.0);
    EXPECT_EQ(interval.high, 1.0);
  }
  const std::vector<std::string> one_artist{"a", "a"};
  const Interval half =
      accuracy_interval(std::vector<int>{1, 1}, std::vector<int>{1, 0}, one_artist);
  EXPECT_EQ(half.low, 0.0);
  EXPECT_EQ(half.high, 1.0);
}

TEST(Bootstrap, IntervalOfAMeanIsTheTextbooks) {
  // 400 independent rows, 0.7 right: the standard error is sqrt(0.7 * 0.3 / 400) = 0.0229.
  std::vector<int> y(400, 1);
  std::vector<int> predicted(400, 1);
  std::vector<std::string> groups;
  for (std::size_t row = 0; row < 400; ++row) {
    predicted[row] = row % 10 < 7 ? 1 : 0;
    groups.push_back(std::to_string(row));
  }
  const Interval interval = accuracy_interval(y, predicted, groups);
  EXPECT_NEAR(interval.low, 0.7 - 1.96 * 0.0229, 0.006);  // two standard errors of a quantile
  EXPECT_NEAR(interval.high, 0.7 + 1.96 * 0.0229, 0.006);
}

TEST(Bootstrap, WholeGroupsWidenTheInterval) {
  std::vector<int> y(400, 1);
  std::vector<int> predicted(400, 1);
  std::vector<std::string> groups;
  for (std::size_t row = 0; row < 400; ++row) {
    predicted[row] = row / 20 % 10 < 7 ? 1 : 0;  // right or wrong by artist
    groups.push_back(std::to_string(row / 20));
  }
  const Interval interval = accuracy_interval(y, predicted, groups);
  EXPECT_GT(interval.high - interval.low, 0.3);  // 20 artists: 2 * 1.96 * 0.102 = 0.40
  const auto same = bootstrap_interval(groups, [&](std::span<const std::size_t> rows) {
    double right = 0.0;
    for (const std::size_t row : rows) {
      right += y[row] == predicted[row] ? 1.0 : 0.0;
    }
    return right / static_cast<double>(rows.size());
  });
  EXPECT_DOUBLE_EQ(same.low, interval.low);
  EXPECT_DOUBLE_EQ(same.high, interval.high);
}

/// Rows whose true class is drawn from p^(1/T), so that T is the right temperature.
Grid<double> draw_rows(double temperature, std::vector<int>& y) {
  Grid<double> p{20'000, 3};
  Rng rng{5};
  for (std::size_t row = 0; row < p.n_rows; ++row) {
    const auto values = p.view().row(row);
    double sum = 0.0;
    for (double& value : values) {
      value = std::exp(1.5 * rng.normal());
      sum += value;
    }
    for (double& value : values) {
      value /= sum;
    }
    std::vector<double> truth(values.begin(), values.end());
    apply_temperature(truth, temperature);
    const double u = rng.uniform();
    y.push_back(u < truth[0] ? 0 : (u < truth[0] + truth[1] ? 1 : 2));
  }
  return p;
}

TEST(Temperature, FindsTheOneTheRowsWereDrawnWith) {
  for (const double temperature : {0.5, 1.0, 2.5}) {
    std::vector<int> y;
    const auto p = draw_rows(temperature, y);
    // 20,000 rows fix T within about 2 %; 5 % is over two standard errors.
    EXPECT_NEAR(fit_temperature(p.view(), y) / temperature, 1.0, 0.05);
  }
}

TEST(Temperature, StaysWithinItsBoundsAtTheExtremes) {
  const Grid<double> p{nlohmann::json{{0.9, 0.1}, {0.0, 1.0}}};
  // Where all rows are right, sharper is better until the loss is 0 in double.
  EXPECT_LT(fit_temperature(p.view(), std::vector<int>{0, 1}), 0.1);
  EXPECT_NEAR(fit_temperature(p.view(), std::vector<int>{1, 0}), kMaxTemperature, 1e-4);
}

TEST(Temperature, KeepsTheOrderAndAddsToOne) {
  std::vector<double> p{0.0, 0.7, 0.3};
  apply_temperature(p, 2.0);
  EXPECT_NEAR(p[0] + p[1] + p[2], 1.0, kFigureTolerance);
  EXPECT_GT(p[0], 0.0);
  EXPECT_GT(p[1], p[2]);
  EXPECT_NEAR(p[1] / p[2], std::sqrt(0.7 / 0.3), 1e-12);
  EXPECT_THROW(apply_temperature(p, 0.0), std::invalid_argument);
  EXPECT_THROW(apply_temperature({}, 1.0), std::invalid_argument);
  std::vector<double> bad{2.0, -1.0};
  EXPECT_THROW(apply_temperature(bad, 1.0), std::invalid_argument);
}

TEST(UnsureThreshold, IsTheLeastThatReachesTheAccuracy) {
  // By confidence 0.5 0.6 0.7 0.8 0.9 the answers are wrong, right, wrong, right, right.
  const Grid<double> p{nlohmann::json{{0.5, 0.5}, {0.6, 0.4}, {0.7, 0.3}, {0.8, 0.2}, {0.9, 0.1}}};
  const std::vector<int> y{1, 0, 1, 0, 0};
  const auto strict = choose_unsure_threshold(p.view(), y, 0.95);
  EXPECT_DOUBLE_EQ(strict.threshold, 0.8);
  EXPECT_DOUBLE_EQ(strict.share_unsure, 0.6);
  EXPECT_DOUBLE_EQ(strict.accuracy_sure, 1.0);
  EXPECT_NEAR(strict.accuracy_unsure, 1.0 / 3.0, kFigureTolerance);
  EXPECT_DOUBLE_EQ(choose_unsure_threshold(p.view(), y, 0.7).threshold, 0.6);
  EXPECT_DOUBLE_EQ(choose_unsure_threshold(p.view(), y, 0.5).threshold, 0.0);
  const std::vector<int> wrong(5, 1);
  EXPECT_DOUBLE_EQ(choose_unsure_threshold(p.view(), wrong, 0.9).accuracy_sure, 0.0);
  EXPECT_THROW((void)choose_unsure_threshold(p.view(), y, 0.0), std::invalid_argument);
  EXPECT_THROW((void)choose_unsure_threshold(p.view(), {}, 0.9), std::invalid_argument);
}

TEST(EqualMassBins, HoldAsManyRowsEachInOrderOfConfidence) {
  const Grid<double> p{nlohmann::json{{0.9, 0.1}, {0.6, 0.4}, {0.3, 0.7}, {0.8, 0.2}}};
  const auto bins = equal_mass_bins(p.view(), std::vector<int>{0, 1, 1, 1}, 2);
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins[0].count, 2U);
  EXPECT_DOUBLE_EQ(bins[0].low, 0.6);
  EXPECT_DOUBLE_EQ(bins[0].high, 0.7);
  EXPECT_DOUBLE_EQ(bins[0].confidence, 0.65);
  EXPECT_DOUBLE_EQ(bins[0].accuracy, 0.5);
  EXPECT_DOUBLE_EQ(bins[1].confidence, 0.85);
  EXPECT_DOUBLE_EQ(bins[1].accuracy, 0.5);
  EXPECT_DOUBLE_EQ(expected_calibration_error(bins), 0.25);
  EXPECT_EQ(equal_mass_bins(p.view(), std::vector<int>{0, 1, 1, 1}, 10).size(), 4U);
}

TEST(PerfectCalibrationError, IsWhatRowsDrawnByTheirConfidenceShow) {
  Rng rng{7};
  const auto rows_of = [&](std::size_t n) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) {
      const double p = 0.5 + 0.5 * rng.uniform();
      values.insert(values.end(), {p, 1 - p});
    }
    return values;
  };
  const auto error_of = [](const std::vector<double>& values) {
    return perfect_calibration_error({values.data(), values.size() / 2, 2}, 10, 200);
  };
  // A bin of n rows strays by sqrt(2/pi p (1 - p) / n) on the mean, p(1 - p) about 0.18 here.
  EXPECT_NEAR(error_of(rows_of(1000)), std::sqrt(2 / 3.1416 * 0.167 / 100), 0.005);
  EXPECT_NEAR(error_of(rows_of(4000)) / error_of(rows_of(1000)), 0.5, 0.1);
  const std::vector<double> certain{1.0, 0.0, 1.0, 0.0};
  EXPECT_DOUBLE_EQ(error_of(certain), 0.0);
}

}  // namespace
}  // namespace earmark::ml
