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

void apply_temperature(Rows& rows, double temperature) {
  for (std::size_t r = 0; r < rows.y.size(); ++r) {
    ml::apply_temperature(rows.row(r), temperature);
  }
}

struct Fitted {
  double temperature = 1;
  double threshold = 0;
};

/// The whole of what is learned from held-out tracks.
Fitted fit(Rows rows, double sure_accuracy) {
  Fitted fitted;
  fitted.temperature = ml::fit_temperature(rows.view(), rows.y);
  apply_temperature(rows, fitted.temperature);
  fitted.threshold = ml::choose_unsure_threshold(rows.view(), rows.y, sure_accuracy).threshold;
  return fitted;
}

int n_folds_of(const std::vector<std::string>& groups) {
  const std::size_t n_groups = std::set<std::string>(groups.begin(), groups.end()).size();
  if (n_groups < 2) {
    throw TableError(
        "the held-out tracks are all by one artist: calibration needs tracks of two or more, so "
        "that some can judge what the others teach");
  }
  return static_cast<int>(std::min(kMostFolds, n_groups));
}

/// Rows of probabilities at temperatures, with whether each is sure.
struct Judged {
  Rows rows;
  std::vector<bool> is_sure;
};

/// Each fold at the temperature and threshold that the others give.
Judged cross_fitted(const Rows& raw, const std::vector<std::string>& groups, double sure_accuracy) {
  const int n_folds = n_folds_of(groups);
  const std::vector<int> folds = ml::stratified_group_folds(groups, raw.y, n_folds, 0);
  Judged judged{raw, std::vector<bool>(raw.y.size())};
  for (int fold = 0; fold < n_folds; ++fold) {
    const ml::Split split = ml::fold_split(folds, fold);
    const Fitted others = fit(raw.take(split.train), sure_accuracy);
    for (const std::size_t r : split.test) {
      ml::apply_temperature(judged.rows.row(r), others.temperature);
      judged.is_sure[r] = confidence(judged.rows.row(r)) >= others.threshold;
    }
  }
  return judged;
}

}  // namespace

ChoiceFigures calibrate_choice(const inference::BundleManifest& manifest,
                               const std::vector<std::string>& chosen, const HeldOutTracks& tracks,
                               double sure_accuracy) {
  const Rows raw = weighted_mean(manifest, chosen, tracks);
  const Judged judged = cross_fitted(raw, tracks.groups, sure_accuracy);
  const Fitted shipped = fit(raw, sure_accuracy);
  const std::vector<int> predicted = ml::most_probable(raw.view());
  const ml::Interval interval = ml::accuracy_interval(raw.y, predicted, tracks.groups);

  ChoiceFigures figures;
  figures.calibration = {chosen, shipped.temperature, shipped.threshold};
  figures.accuracy = ml::accuracy(raw.y, predicted);
  figures.accuracy_ci95 = {interval.low, interval.high};
  figures.nll_before = ml::negative_log_likelihood(raw.view(), raw.y);
  const Rows& fitted = judged.rows;
  figures.nll = ml::negative_log_likelihood(fitted.view(), fitted.y);
  figures.ece = ml::expected_calibration_error(ml::reliability_bins(fitted.view(), fitted.y));
  std::size_t n_sure = 0;
  std::size_t n_sure_right = 0;
  for (std::size_t r = 0; r < raw.y.size(); ++r) {
    n_sure += judged.is_sure[r] ? 1U : 0U;
    n_sure_right += judged.is_sure[r] && predicted[r] == raw.y[r] ? 1U : 0U;
  }
  figures.share_unsure = 1.0 - static_cast<double>(n_sure) / static_cast<double>(raw.y.size());
  if (n_sure > 0) {
    figures.accuracy_sure = static_cast<double>(n_sure_right) / static_cast<double>(n_sure);
  }
  figures.probabilities = judged.rows.values;
  figures.is_sure = judged.is_sure;
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
