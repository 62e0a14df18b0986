#include "training_rows.h"

#include <map>

#include "earmark/base/errors.h"
#include "earmark/ml/table.h"
#include "usage.h"

namespace earmark::cli {
namespace {

std::vector<std::string> column_of(const ml::PreparedData& data, const std::string& name) {
  try {
    return data.column(name);
  } catch (const TableError& error) {
    throw UsageError("--split column:" + name + ": " + error.what());
  }
}

}  // namespace

LabelledRows label_rows(const ml::PreparedData& data, const ml::SplitRule& rule) {
  LabelledRows rows;
  std::vector<std::string> labels;
  for (const ml::PreparedSegment& segment : data.segments) {
    rows.track.push_back(segment.track);
    rows.artist.push_back(segment.artist);
    labels.push_back(segment.genre);
  }
  rows.column = rule.kind == ml::SplitRule::Kind::kColumn
                    ? column_of(data, rule.column)
                    : std::vector<std::string>(data.segments.size());
  rows.genres = ml::distinct_sorted(labels);
  rows.y = ml::encode_labels(labels, rows.genres);
  return rows;
}

ml::Split split_rows(const ml::PreparedData& data, const LabelledRows& all,
                     const RowChoice& choice) {
  constexpr double kTestShare = 0.2;
  std::vector<std::size_t> chosen;
  LabelledRows some;
  for (std::size_t i = 0; i < all.y.size(); ++i) {
    if ((choice.rows.empty() || data.segments[i].split == choice.rows) &&
        !(choice.without_excerpts && data.segments[i].excerpt)) {
      chosen.push_back(i);
      some.track.push_back(all.track[i]);
      some.artist.push_back(all.artist[i]);
      some.column.push_back(all.column[i]);
      some.y.push_back(all.y[i]);
    }
  }
  if (chosen.empty()) {
    throw UsageError("no segment is left to learn from: --rows " + choice.rows +
                     " is no split of these data");
  }
  const auto folds = [&] {
    return ml::stratified_group_folds(ml::group_names(choice.rule, some.view()), some.y,
                                      choice.n_folds, choice.seed);
  };
  ml::Split split = choice.n_folds == 0
                        ? ml::make_split(choice.rule, some.view(), kTestShare, choice.seed)
                        : ml::fold_split(folds(), choice.fold);
  for (auto* side : {&split.train, &split.test}) {
    for (std::size_t& row : *side) {
      row = chosen[row];
    }
  }
  return split;
}

TrackMeans track_means(const LabelledRows& all, const std::vector<std::size_t>& rows,
                       MatrixView<const double> probabilities) {
  const std::size_t n_classes = probabilities.cols();
  TrackMeans means;
  std::map<std::string, std::size_t> place;
  std::vector<std::size_t> n_rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto [found, is_new] = place.emplace(all.track[rows[i]], means.y.size());
    if (is_new) {
      means.first_row.push_back(rows[i]);
      means.y.push_back(all.y[rows[i]]);
      means.probabilities.resize(means.probabilities.size() + n_classes, 0.0);
      n_rows.push_back(0);
    }
    const std::size_t t = found->second;
    ++n_rows[t];
    for (std::size_t c = 0; c < n_classes; ++c) {
      means.probabilities[t * n_classes + c] += probabilities(i, c);
    }
  }
  for (std::size_t t = 0; t < n_rows.size(); ++t) {
    for (std::size_t c = 0; c < n_classes; ++c) {
      means.probabilities[t * n_classes + c] /= static_cast<double>(n_rows[t]);
    }
  }
  return means;
}

}  // namespace earmark::cli
