#include "earmark/ml/row_choice.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/base/join.h"
#include "earmark/ml/artist_groups.h"
#include "earmark/ml/model_names.h"
#include "earmark/ml/table.h"

namespace earmark::ml {
namespace {

/// What the rules look at, of the segments that take part, without copies.
struct Columns {
  std::vector<std::size_t> segment;  ///< number of each in the data set
  std::vector<std::string> track;
  std::vector<std::string> artist;  ///< ArtistGroups::artist
  std::vector<std::string> column;  ///< of a column rule, else empty texts
  std::vector<int> y;

  [[nodiscard]] SplitRows view() const { return {track, artist, column, y}; }
};

std::string split_values(const PreparedData& data) {
  std::set<std::string> values;
  for (const PreparedSegment& segment : data.segments) {
    if (!segment.split.empty()) {
      values.insert(segment.split);
    }
  }
  return values.empty() ? "no split at all" : join({values.begin(), values.end()});
}

Columns columns_of(const PreparedData& data, const RowChoice& choice) {
  const bool by_column = choice.rule.kind == SplitRule::Kind::kColumn;
  const std::vector<std::string> column =
      by_column ? data.column(choice.rule.column) : std::vector<std::string>(data.segments.size());
  // Of all segments, so that who takes part changes nobody's group.
  const ArtistGroups artists = ArtistGroups::of(data);
  Columns columns;
  for (std::size_t i = 0; i < data.segments.size(); ++i) {
    const PreparedSegment& segment = data.segments[i];
    const bool has_side =
        !by_column || column[i] == "train" || column[i] == "valid" || column[i] == "test";
    if (has_side && segment.copy_of().empty() &&
        (choice.rows.empty() || segment.split == choice.rows)) {
      columns.segment.push_back(i);
      columns.track.push_back(segment.track);
      columns.artist.push_back(artists.artist(segment.artist));
      columns.column.push_back(column[i]);
    }
  }
  if (columns.segment.empty()) {
    throw TableError("no segment is left to learn from" +
                     (choice.rows.empty() ? std::string{}
                                          : ": none has the split '" + choice.rows +
                                                "'; the data have " + split_values(data)));
  }
  return columns;
}

std::vector<std::string> genres_of(const PreparedData& data, const Columns& columns) {
  std::set<std::string> distinct;
  for (const std::size_t i : columns.segment) {
    distinct.insert(data.segments[i].genre);
  }
  if (distinct.size() < 2) {
    throw TableError("all segments to learn from have one genre, '" + *distinct.begin() +
                     "', and two at least are needed");
  }
  if (distinct.size() > kMaxGenres) {
    throw TableError("the data have " + std::to_string(distinct.size()) + " genres, and " +
                     std::to_string(kMaxGenres) + " at most can be told apart");
  }
  std::vector<std::string> genres{distinct.begin(), distinct.end()};
  check_genre_names(genres);  // now, not when the model is written
  return genres;
}

Split split_of(const Columns& columns, const RowChoice& choice) {
  if (!choice.fold) {
    return make_split(choice.rule, columns.view(), choice.test_fraction, choice.seed);
  }
  const auto groups = group_names(choice.rule, columns.view());
  const std::size_t n_groups = std::set<std::string>(groups.begin(), groups.end()).size();
  if (static_cast<std::size_t>(choice.n_folds) > n_groups) {
    throw TableError(std::to_string(choice.n_folds) + " folds " + choice.rule.name() +
                     " need as many groups, and the data have " + std::to_string(n_groups) +
                     ": take " + std::to_string(n_groups) + " folds at most");
  }
  return fold_split(stratified_group_folds(groups, columns.y, choice.n_folds, choice.seed),
                    *choice.fold);
}

void require_every_genre(const ChosenRows& chosen) {
  std::vector<bool> present(chosen.genres.size(), false);
  for (const std::size_t row : chosen.split.train) {
    present[static_cast<std::size_t>(chosen.y[row])] = true;
  }
  const auto absent = std::ranges::find(present, false);
  if (absent != present.end()) {
    throw TableError("genre '" + chosen.genres[static_cast<std::size_t>(absent - present.begin())] +
                     "' has no segment left to train on: it needs tracks of more artists, or a "
                     "split that leaves it some");
  }
}

/// Names the genres and gives every segment its class.
ChosenRows label(const PreparedData& data, Columns& columns) {
  ChosenRows chosen;
  chosen.genres = genres_of(data, columns);
  chosen.y.assign(data.segments.size(), -1);
  for (const std::size_t i : columns.segment) {
    const auto place = std::ranges::lower_bound(chosen.genres, data.segments[i].genre);
    chosen.y[i] = static_cast<int>(place - chosen.genres.begin());
    columns.y.push_back(chosen.y[i]);
  }
  return chosen;
}

/// Copies train where their originals do.
void add_copies(const PreparedData& data, ChosenRows& chosen) {
  std::set<std::string_view> trained;
  for (const std::size_t row : chosen.split.train) {
    trained.insert(data.segments[row].track);
  }
  const std::size_t n_originals = chosen.split.train.size();
  for (std::size_t i = 0; i < data.segments.size(); ++i) {
    const auto place = std::ranges::find(chosen.genres, data.segments[i].genre);
    if (place != chosen.genres.end() && trained.contains(data.segments[i].copy_of())) {
      chosen.y[i] = static_cast<int>(place - chosen.genres.begin());
      chosen.split.train.push_back(i);
    }
  }
  std::ranges::inplace_merge(chosen.split.train,
                             chosen.split.train.begin() + static_cast<std::ptrdiff_t>(n_originals));
}

/// Turns places in `columns` into numbers of segments.
void finish(const PreparedData& data, const Columns& columns, bool without_excerpts,
            ChosenRows& chosen) {
  for (auto* side : {&chosen.split.train, &chosen.split.valid, &chosen.split.test}) {
    for (std::size_t& row : *side) {
      row = columns.segment[row];
    }
  }
  add_copies(data, chosen);
  if (without_excerpts) {
    std::erase_if(chosen.split.train, [&](std::size_t row) { return data.segments[row].excerpt; });
  }
  require_every_genre(chosen);
}

}  // namespace

void RowChoice::validate() const {
  const bool by_column = rule.kind == SplitRule::Kind::kColumn;
  if (n_folds != 0 && by_column) {
    throw std::invalid_argument("RowChoice: folds cannot be made of a column, which splits itself");
  }
  if ((n_folds != 0 || fold) && (n_folds < 2 || (fold && (*fold < 0 || *fold >= n_folds)))) {
    throw std::invalid_argument(
        "RowChoice: fold must lie in [0, n_folds), and n_folds be 2 or more");
  }
  if (n_folds == 0 && !by_column && !(test_fraction > 0.0 && test_fraction < 1.0)) {
    throw std::invalid_argument("RowChoice: test_fraction must lie in (0, 1)");
  }
}

ChosenRows choose_rows(const PreparedData& data, const RowChoice& choice) {
  choice.validate();
  if (choice.every_fold()) {
    throw std::invalid_argument("choose_rows: one fold at a time");
  }
  Columns columns = columns_of(data, choice);
  ChosenRows chosen = label(data, columns);
  chosen.split = split_of(columns, choice);
  finish(data, columns, choice.without_excerpts, chosen);
  chosen.protocol = protocol(choice.rule, columns.view());
  return chosen;
}

ChosenRows choose_all_rows(const PreparedData& data, const RowChoice& choice) {
  choice.validate();
  Columns columns = columns_of(data, choice);
  ChosenRows chosen = label(data, columns);
  chosen.split.train.resize(columns.segment.size());
  std::iota(chosen.split.train.begin(), chosen.split.train.end(), std::size_t{0});
  finish(data, columns, choice.without_excerpts, chosen);
  chosen.protocol = "nothing was kept apart";
  return chosen;
}

std::vector<TrainingRound> training_rounds(const PreparedData& data, const RowChoice& choice) {
  std::vector<TrainingRound> rounds;
  if (!choice.every_fold()) {
    rounds.push_back({choose_rows(data, choice), 0, ""});
    return rounds;
  }
  rounds.reserve(static_cast<std::size_t>(choice.n_folds) + 1);
  for (int fold = 0; fold < choice.n_folds; ++fold) {
    RowChoice one = choice;
    one.fold = fold;
    rounds.push_back(
        {choose_rows(data, one), rounds.size(),
         "fold " + std::to_string(fold + 1) + " of " + std::to_string(choice.n_folds)});
  }
  rounds.push_back({choose_all_rows(data, choice), rounds.size(), "all folds"});
  return rounds;
}

std::vector<int> classes_of(const ChosenRows& chosen, std::span<const std::size_t> rows) {
  std::vector<int> y;
  y.reserve(rows.size());
  for (const std::size_t row : rows) {
    y.push_back(chosen.y[row]);
  }
  return y;
}

}  // namespace earmark::ml
