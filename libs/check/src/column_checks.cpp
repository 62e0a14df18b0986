#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "checks.h"
#include "earmark/features/recipe.h"
#include "words.h"

namespace earmark::check {
namespace {

/// With fewer tracks a column of one value is no wonder.
constexpr std::size_t kLeastTracks = 10;
/// Of a further column: where fewer have a value, it is meant for some tracks only.
constexpr double kMostlyFilled = 0.5;

void add_missing(const std::string& column, std::vector<std::string> ids, std::size_t n_all,
                 const std::string& effect, Report& report) {
  const double share = static_cast<double>(ids.size()) / static_cast<double>(n_all);
  const std::string message = std::to_string(ids.size()) + " of " + n_tracks(n_all) + " (" +
                              percent(share) + ") have no value in the column " + column + effect;
  report.findings.push_back({.kind = Kind::kMissingValues,
                             .severity = Severity::kWarning,
                             .tracks = std::move(ids),
                             .column = column,
                             .value = share,
                             .threshold = 0.0,
                             .message = message});
}

void add_constant(const std::string& column, const std::string& value, Report& report) {
  report.findings.push_back({.kind = Kind::kConstantColumn,
                             .severity = Severity::kWarning,
                             .column = column,
                             .message = "the column " + column + " is " + value +
                                        " for every track, so nothing can be learned from it: see "
                                        "how it was made, or drop it"});
}

struct ListColumn {
  std::string name;
  std::vector<std::string> values;  ///< [n_tracks]
  bool known;                       ///< a column that has a meaning of its own
  std::string effect;               ///< of a missing value
};

using Labelled = std::vector<const CheckedTrack*>;

std::vector<ListColumn> list_columns(const Labelled& tracks, const std::string& split_column) {
  const auto known = [&](const std::string& name, auto value_of, const std::string& effect) {
    ListColumn column{name, {}, true, effect};
    std::ranges::transform(tracks, std::back_inserter(column.values), value_of);
    return column;
  };
  std::vector<ListColumn> columns{
      known(
          "artist", [](const CheckedTrack* checked) { return checked->track.artist; },
          ", and a split by artist takes each for an artist of its own: add them"),
      known(
          "source", [](const CheckedTrack* checked) { return checked->track.source; },
          ": add them")};
  const std::string unsplit =
      ", so they are on no side of the split: assign them, or take them off the list";
  columns.push_back(known(
      "split", [](const CheckedTrack* checked) { return checked->track.split; }, unsplit));
  std::set<std::string> further;
  for (const CheckedTrack* checked : tracks) {
    for (const auto& [name, value] : checked->track.others) {
      further.insert(name);
    }
  }
  further.erase("copy_of");
  for (const std::string& name : further) {
    const bool is_split = name == split_column;
    columns.push_back(known(
        name,
        [&](const CheckedTrack* checked) {
          const auto found = checked->track.others.find(name);
          return found == checked->track.others.end() ? "" : found->second;
        },
        is_split ? unsplit : ": add them, or drop the column"));
    columns.back().known = is_split;
  }
  return columns;
}

void check_list_column(const Labelled& tracks, const ListColumn& column, Report& report) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (column.values[i].empty()) {
      ids.push_back(tracks[i]->track.id);
    }
  }
  const std::size_t n = tracks.size();
  const double filled = 1.0 - static_cast<double>(ids.size()) / static_cast<double>(n);
  // A column without any value is mostly one that the list does not have.
  if (!ids.empty() && filled > (column.known ? 0.0 : kMostlyFilled)) {
    add_missing(column.name, std::move(ids), n, column.effect, report);
  }
  const bool constant =
      std::ranges::adjacent_find(column.values, std::ranges::not_equal_to{}) == column.values.end();
  if (!column.known && constant && n >= kLeastTracks) {
    add_constant(column.name, column.values.front().empty() ? "empty" : column.values.front(),
                 report);
  }
}

void check_feature(const Subject& subject, std::size_t c, Report& report) {
  const std::string name{features::feature_columns()[c]};
  std::vector<std::string> missing;
  std::size_t n = 0;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const CheckedTrack& checked : subject.tracks) {
    if (checked.survey.features.empty()) {
      continue;
    }
    ++n;
    const double value = checked.survey.features[c];
    if (std::isfinite(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
    } else {
      missing.push_back(checked.track.id);
    }
  }
  const std::size_t n_finite = n - missing.size();
  if (!missing.empty()) {
    add_missing(name, std::move(missing), n,
                " (NaN or infinite), and models that meet them give no answer: prepare the data "
                "again",
                report);
  }
  if (n_finite >= kLeastTracks && low == high) {
    add_constant(name, decimals(low, 6), report);
  }
}

}  // namespace

void check_columns(const Subject& subject, Report& report) {
  Labelled labelled;
  for (const CheckedTrack& checked : subject.tracks) {
    if (checked.has_labels()) {
      labelled.push_back(&checked);
    }
  }
  for (const ListColumn& column : list_columns(labelled, subject.options.split_column)) {
    check_list_column(labelled, column, report);
  }
  for (std::size_t c = 0; c < features::kNFeatures; ++c) {
    check_feature(subject, c, report);
  }
}

}  // namespace earmark::check
