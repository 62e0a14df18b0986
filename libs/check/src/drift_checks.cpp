#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checks.h"
#include "earmark/check/drift.h"
#include "earmark/features/recipe.h"
#include "earmark/ml/artist_groups.h"
#include "words.h"

namespace earmark::check {
namespace {

constexpr std::size_t kPsiBins = 10;
constexpr std::size_t kHistogramBins = 16;
constexpr double kMaxP = 0.01;  // over all columns together

struct NamedTracks {
  std::string name;
  std::vector<const CheckedTrack*> tracks;  ///< with features
};

/// One set, ready to be compared with the other.
struct Side {
  std::vector<const CheckedTrack*> tracks;  ///< of genres that both have
  std::vector<double> weights;
  double size = 0.0;  ///< in independent tracks
};

std::map<std::string, double> genre_shares(const std::vector<const CheckedTrack*>& tracks) {
  std::map<std::string, double> shares;
  for (const CheckedTrack* checked : tracks) {
    shares[checked->track.genre] += 1.0 / static_cast<double>(tracks.size());
  }
  return shares;
}

std::vector<const CheckedTrack*> of_genres(const NamedTracks& set,
                                           const std::map<std::string, double>& genres) {
  std::vector<const CheckedTrack*> kept;
  std::ranges::copy_if(set.tracks, std::back_inserter(kept), [&](const CheckedTrack* checked) {
    return genres.contains(checked->track.genre);
  });
  return kept;
}

double size_of(const Side& side) {
  std::vector<std::string> artists;
  artists.reserve(side.tracks.size());
  for (const CheckedTrack* checked : side.tracks) {
    artists.push_back(checked->track.artist);
  }
  const ml::ArtistGroups groups{artists};
  std::map<std::string, std::size_t> number;
  std::vector<std::size_t> numbers;
  numbers.reserve(side.tracks.size());
  for (const CheckedTrack* checked : side.tracks) {
    const std::string group = groups.group(checked->track.artist, checked->track.id);
    numbers.push_back(number.try_emplace(group, number.size()).first->second);
  }
  return effective_size(side.weights, numbers);
}

/// Both sets without the genres that only one has, the reference weighted to the other's mix.
std::pair<Side, Side> matched(const NamedTracks& reference, const NamedTracks& other) {
  Side a{of_genres(reference, genre_shares(other.tracks)), {}, 0.0};
  Side b{of_genres(other, genre_shares(reference.tracks)), {}, 0.0};
  const auto in_a = genre_shares(a.tracks);
  const auto in_b = genre_shares(b.tracks);
  for (const CheckedTrack* checked : a.tracks) {
    a.weights.push_back(in_b.at(checked->track.genre) / in_a.at(checked->track.genre));
  }
  b.weights.assign(b.tracks.size(), 1.0);
  a.size = size_of(a);
  b.size = size_of(b);
  return {a, b};
}

Sample sample_of(const Side& side, std::size_t c) {
  Sample sample;
  for (std::size_t i = 0; i < side.tracks.size(); ++i) {
    const double value = side.tracks[i]->survey.features[c];
    if (std::isfinite(value)) {
      sample.values.push_back(value);
      sample.weights.push_back(side.weights[i]);
    }
  }
  return sample;
}

void add_histogram(const Sample& a, const Sample& b, ColumnDrift& drift) {
  const auto hundredths = equal_mass_limits(a, b, 100);
  if (hundredths.empty()) {
    drift.low = drift.high = a.values.front();
  } else {
    drift.low = hundredths.front();
    drift.high = hundredths.back();
  }
  std::vector<double> limits;
  limits.reserve(kHistogramBins);
  for (std::size_t i = 1; i < kHistogramBins; ++i) {
    limits.push_back(drift.low + (drift.high - drift.low) * static_cast<double>(i) /
                                     static_cast<double>(kHistogramBins));
  }
  drift.reference_shares = bin_shares(a, limits);
  drift.other_shares = bin_shares(b, limits);
}

std::string message_of(const ColumnDrift& drift) {
  const bool batch = drift.kind == Kind::kBatchDrift;
  return drift.column + " differs between " + drift.reference + " and " + drift.other +
         " within genres (KS " + decimals(drift.ks, 2) + ", PSI " + decimals(drift.psi, 2) + "), " +
         (batch ? "so a model that learned from the first may fail on the second: see what was "
                  "recorded or encoded in another way, or train on both"
                : "so what is measured on one side says little of the other: see what was recorded "
                  "or encoded in another way, or split anew");
}

class DriftCheck {
 public:
  DriftCheck(Kind kind, const CheckOptions& options, Report& report)
      : kind_{kind}, options_{options}, report_{report} {}

  void compare(const NamedTracks& reference, const NamedTracks& other) {
    const auto [a, b] = matched(reference, other);
    if (std::min(a.size, b.size) < kLeastDriftSize) {
      report_.not_checked.push_back(
          {{kind_},
           reference.name + " and " + other.name + " are worth " + decimals(a.size, 0) + " and " +
               decimals(b.size, 0) +
               " independent tracks (those of one artist count as one) in "
               "the genres that both have, and it takes " +
               decimals(kLeastDriftSize, 0)});
      return;
    }
    std::vector<ColumnDrift> drifts;
    for (std::size_t c = 0; c < features::kNFeatures; ++c) {
      const Sample in_a = sample_of(a, c);
      const Sample in_b = sample_of(b, c);
      if (std::min(in_a.values.size(), in_b.values.size()) >=
          static_cast<std::size_t>(kLeastDriftSize)) {
        drifts.push_back(column_drift(c, {in_a, a.size}, {in_b, b.size}));
        drifts.back().reference = reference.name;
        drifts.back().other = other.name;
      }
    }
    std::ranges::stable_sort(drifts, std::ranges::greater{}, &ColumnDrift::ks);
    for (const ColumnDrift& drift : drifts) {
      if (drift.drifted) {
        report_.findings.push_back({.kind = kind_,
                                    .severity = Severity::kWarning,
                                    .column = drift.column,
                                    .value = drift.psi,
                                    .threshold = options_.max_psi + drift.psi_by_chance,
                                    .message = message_of(drift)});
      }
    }
    report_.drifts.insert(report_.drifts.end(), drifts.begin(), drifts.end());
  }

 private:
  struct SizedSample {
    const Sample& sample;
    double size;
  };

  [[nodiscard]] ColumnDrift column_drift(std::size_t c, const SizedSample& a,
                                         const SizedSample& b) const {
    ColumnDrift drift;
    drift.kind = kind_;
    drift.column = features::feature_columns()[c];
    drift.ks = ks_statistic(a.sample, b.sample);
    drift.p_value = ks_p_value(drift.ks, a.size, b.size);
    const auto limits = equal_mass_limits(a.sample, b.sample, kPsiBins);
    drift.psi = psi(bin_shares(a.sample, limits), bin_shares(b.sample, limits));
    drift.psi_by_chance = psi_by_chance(limits.size() + 1, a.size, b.size);
    drift.drifted = drift.ks > options_.max_ks &&
                    drift.psi - drift.psi_by_chance > options_.max_psi &&
                    drift.p_value * static_cast<double>(features::kNFeatures) < kMaxP;
    add_histogram(a.sample, b.sample, drift);
    return drift;
  }

  Kind kind_;
  const CheckOptions& options_;
  Report& report_;
};

NamedTracks with_features(std::string name, Tracks tracks) {
  NamedTracks set{std::move(name), {}};
  for (const CheckedTrack& checked : tracks) {
    if (!checked.survey.features.empty()) {
      set.tracks.push_back(&checked);
    }
  }
  return set;
}

/// The sides of the split; what the others are compared with stands first: "train", or the largest.
std::vector<NamedTracks> sides_of(const Subject& subject) {
  std::map<std::string, NamedTracks> by_name;
  for (std::size_t i = 0; i < subject.tracks.size(); ++i) {
    const std::string& side = subject.sides[i];
    if (!side.empty() && !subject.tracks[i].survey.features.empty()) {
      by_name[side].name = side;
      by_name[side].tracks.push_back(&subject.tracks[i]);
    }
  }
  std::vector<NamedTracks> sides;
  sides.reserve(by_name.size());
  for (auto& [name, side] : by_name) {
    sides.push_back(std::move(side));
  }
  std::ranges::stable_sort(sides, std::ranges::greater{}, [](const NamedTracks& side) {
    return std::pair{side.name == "train", side.tracks.size()};
  });
  return sides;
}

}  // namespace

void check_drift(const Subject& subject, Tracks training, Report& report) {
  const auto sides = sides_of(subject);
  DriftCheck splits{Kind::kSplitDrift, subject.options, report};
  for (std::size_t i = 1; i < sides.size(); ++i) {
    splits.compare(sides.front(), sides[i]);
  }
  if (!training.empty()) {
    DriftCheck{Kind::kBatchDrift, subject.options, report}.compare(
        with_features("the training data", training),
        with_features("the new tracks", subject.tracks));
  }
}

}  // namespace earmark::check
