#include "bundle_calibration.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/matrix_view.h"
#include "earmark/ml/calibration.h"
#include "earmark/ml/metrics.h"
#include "earmark/ml/split.h"

namespace earmark::cli {
namespace {

constexpr std::size_t kMostFolds = 5;

/// Rows of probabilities with their classes.
struct Rows {
  std::size_t n_classes = 0;
  std::vector<double> values;
  std::vector<int> y;

  [[nodiscard]] MatrixView<const double> view() const {
    return {values.data(), y.size(), n_classes};
  }
  [[nodiscard]] std::span<double> row(std::size_t r) {
    return std::span{values}.subspan(r * n_classes, n_classes);
  }
  [[nodiscard]] Rows take(const std::vector<std::size_t>& wanted) const {
    Rows taken{n_classes, {}, {}};
    for (const std::size_t r : wanted) {
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(r * n_classes);
      taken.values.insert(taken.values.end(), begin,
                          begin + static_cast<std::ptrdiff_t>(n_classes));
      taken.y.push_back(y[r]);
    }
    return taken;
  }
};

Rows weighted_mean(const inference::BundleManifest& manifest,
                   const std::vector<std::string>& chosen, const HeldOutTracks& tracks) {
  Rows mean{manifest.genres.size(), std::vector<double>(tracks.y.size() * manifest.genres.size()),
            tracks.y};
  double sum = 0;
  for (const std::string& name : chosen) {
    sum += manifest.member(name).weight;
  }
  for (std::size_t m = 0; m < manifest.members.size(); ++m) {
    const inference::MemberEntry& member = manifest.members[m];
    if (std::find(chosen.begin(), chosen.end(), member.name) == chosen.end()) {
      continue;
    }
    for (std::size_t i = 0; i < mean.values.size(); ++i) {
      mean.values[i] += tracks.probabilities[m][i] * member.weight / sum;
    }
  }
  for (double& p : mean.values) {
    p = std::clamp(p, 0.0, 1.0);
  }
  return mean;
}

double confidence(std::span<const double> row) { return *std::max_element(row.begin(), row.end()); }

int n_folds_of(const std::vector<std::string>& groups) {
  const std::size_t n_groups = std::set<std::string>(groups.begin(), groups.end()).size();
  if (n_groups < 2) {
    throw TableError(
        "the held-out tracks are all by one artist: calibration needs tracks of two or more, so "
        "that some can judge what the others teach");
  }
  return static_cast<int>(std::min(kMostFolds, n_groups));
}

/// Held-out rows, each fold at the temperature that the others give.
struct CrossFitted {
  Rows rows;
  std::vector<ml::Split> folds;
};

CrossFitted cross_fit(const Rows& raw, const std::vector<std::string>& groups) {
  const int n_folds = n_folds_of(groups);
  const std::vector<int> fold_of = ml::stratified_group_folds(groups, raw.y, n_folds, 0);
  CrossFitted fitted{raw, {}};
  for (int fold = 0; fold < n_folds; ++fold) {
    fitted.folds.push_back(ml::fold_split(fold_of, fold));
    const Rows others = raw.take(fitted.folds.back().train);
    const double temperature = ml::fit_temperature(others.view(), others.y);
    for (const std::size_t r : fitted.folds.back().test) {
      ml::apply_temperature(fitted.rows.row(r), temperature);
    }
  }
  return fitted;
}

/// Which rows are sure by the thresholds that the other folds give.
std::vector<bool> sure_rows(CrossFitted& fitted, double sure_accuracy) {
  std::vector<bool> is_sure(fitted.rows.y.size());
  for (const ml::Split& fold : fitted.folds) {
    const Rows others = fitted.rows.take(fold.train);
    const double threshold =
        ml::choose_unsure_threshold(others.view(), others.y, sure_accuracy).threshold;
    for (const std::size_t r : fold.test) {
      is_sure[r] = confidence(fitted.rows.row(r)) >= threshold;
    }
  }
  return is_sure;
}

std::optional<double> accuracy_of(const std::vector<bool>& is_sure,
                                  const std::vector<int>& predicted, const std::vector<int>& y) {
  std::size_t n_sure = 0;
  std::size_t n_right = 0;
  for (std::size_t r = 0; r < y.size(); ++r) {
    n_sure += is_sure[r] ? 1U : 0U;
    n_right += is_sure[r] && predicted[r] == y[r] ? 1U : 0U;
  }
  if (n_sure == 0) {
    return std::nullopt;
  }
  return static_cast<double>(n_right) / static_cast<double>(n_sure);
}

}  // namespace

ChoiceFigures calibrate_choice(const inference::BundleManifest& manifest,
                               const std::vector<std::string>& chosen, const HeldOutTracks& tracks,
                               double sure_accuracy) {
  const Rows raw = weighted_mean(manifest, chosen, tracks);
  const std::vector<int> predicted = ml::most_probable(raw.view());
  const ml::Interval interval = ml::accuracy_interval(raw.y, predicted, tracks.groups);
  CrossFitted fitted = cross_fit(raw, tracks.groups);

  // A threshold promises a little more on the tracks that chose it than it keeps on others: more
  // is asked of them until the others get what was wanted.
  constexpr double kStep = 0.005;
  double asked = sure_accuracy;
  std::vector<bool> is_sure = sure_rows(fitted, asked);
  while (accuracy_of(is_sure, predicted, raw.y).value_or(1) < sure_accuracy && asked + kStep <= 1) {
    asked += kStep;
    is_sure = sure_rows(fitted, asked);
  }

  ChoiceFigures figures;
  Rows calibrated = raw;
  const double temperature = ml::fit_temperature(raw.view(), raw.y);
  for (std::size_t r = 0; r < raw.y.size(); ++r) {
    ml::apply_temperature(calibrated.row(r), temperature);
  }
  figures.calibration = {
      chosen, temperature,
      ml::choose_unsure_threshold(calibrated.view(), calibrated.y, asked).threshold};
  figures.accuracy = ml::accuracy(raw.y, predicted);
  figures.accuracy_ci95 = {interval.low, interval.high};
  figures.nll_before = ml::negative_log_likelihood(raw.view(), raw.y);
  figures.nll = ml::negative_log_likelihood(fitted.rows.view(), raw.y);
  figures.ece = ml::expected_calibration_error(ml::reliability_bins(fitted.rows.view(), raw.y));
  figures.accuracy_sure = accuracy_of(is_sure, predicted, raw.y);
  figures.share_unsure =
      static_cast<double>(std::ranges::count(is_sure, false)) / static_cast<double>(is_sure.size());
  figures.probabilities = std::move(fitted.rows.values);
  figures.is_sure = std::move(is_sure);
  return figures;
}

std::vector<std::vector<std::string>> all_choices(const inference::BundleManifest& manifest) {
  std::vector<std::vector<std::string>> choices;
  const std::size_t n = manifest.members.size();
  for (std::size_t bits = 1; bits < std::size_t{1} << n; ++bits) {
    std::vector<std::string>& choice = choices.emplace_back();
    for (std::size_t m = 0; m < n; ++m) {
      if ((bits >> m & 1U) != 0) {
        choice.push_back(manifest.members[m].name);
      }
    }
  }
  return choices;
}

}  // namespace earmark::cli
