#include "bundle_calibration.h"

#include <algorithm>

#include "earmark/ml/calibration.h"
#include "earmark/ml/metrics.h"
#include "earmark/ml/split.h"

namespace earmark::cli {
namespace {

constexpr int kFolds = 5;

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

/// Each fold at the temperature that the others give.
Rows cross_fitted(const Rows& rows, const std::vector<std::string>& groups) {
  const std::vector<int> folds = ml::stratified_group_folds(groups, rows.y, kFolds, 0);
  Rows fitted = rows;
  for (int fold = 0; fold < kFolds; ++fold) {
    const ml::Split split = ml::fold_split(folds, fold);
    const Rows others = rows.take(split.train);
    const double temperature = ml::fit_temperature(others.view(), others.y);
    for (const std::size_t r : split.test) {
      ml::apply_temperature(fitted.row(r), temperature);
    }
  }
  return fitted;
}

}  // namespace

ChoiceFigures calibrate_choice(const inference::BundleManifest& manifest,
                               const std::vector<std::string>& chosen, const HeldOutTracks& tracks,
                               double sure_accuracy) {
  const Rows raw = weighted_mean(manifest, chosen, tracks);
  const Rows fitted = cross_fitted(raw, tracks.groups);
  const std::vector<int> predicted = ml::most_probable(raw.view());
  const ml::UnsureThreshold unsure =
      ml::choose_unsure_threshold(fitted.view(), fitted.y, sure_accuracy);
  const ml::Interval interval = ml::accuracy_interval(raw.y, predicted, tracks.groups);

  ChoiceFigures figures;
  figures.calibration = {chosen, ml::fit_temperature(raw.view(), raw.y), unsure.threshold};
  figures.accuracy = ml::accuracy(raw.y, predicted);
  figures.accuracy_ci95 = {interval.low, interval.high};
  figures.nll_before = ml::negative_log_likelihood(raw.view(), raw.y);
  figures.nll = ml::negative_log_likelihood(fitted.view(), fitted.y);
  figures.ece = ml::expected_calibration_error(ml::reliability_bins(fitted.view(), fitted.y));
  figures.share_unsure = unsure.share_unsure;
  figures.accuracy_sure = unsure.accuracy_sure;
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
