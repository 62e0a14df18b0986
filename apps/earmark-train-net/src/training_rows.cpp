#include "training_rows.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "earmark/base/errors.h"

namespace earmark::train_net {
namespace {

// What the rules look at, of the chosen segments only.
struct Columns {
  std::vector<std::size_t> index;  // of each in the data set
  std::vector<std::string> track;
  std::vector<std::string> artist;
  std::vector<std::string> column;  // of a column rule, else empty texts
  std::vector<int> y;
};

int genre_number(const std::vector<std::string>& genres, const std::string& genre) {
  return static_cast<int>(std::lower_bound(genres.begin(), genres.end(), genre) - genres.begin());
}

std::vector<std::size_t> chosen_segments(const ml::PreparedData& data, const RowChoice& choice) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < data.segments.size(); ++i) {
    const auto& segment = data.segments[i];
    if ((choice.rows.empty() || segment.split == choice.rows) &&
        !(choice.without_excerpts && segment.excerpt)) {
      chosen.push_back(i);
    }
  }
  if (chosen.empty()) {
    throw TableError{"The data set has no segment" +
                     (choice.rows.empty() ? "." : " whose split is \"" + choice.rows + "\".")};
  }
  return chosen;
}

ml::Split split_rows(const Columns& columns, const RowChoice& choice) {
  const auto rule = ml::SplitRule::parse(choice.split);
  const ml::SplitRows rows{columns.track, columns.artist, columns.column, columns.y};
  if (choice.n_folds == 0) {
    return ml::make_split(rule, rows, choice.valid_fraction, choice.seed);
  }
  if (choice.fold < 0 || choice.fold >= choice.n_folds) {
    throw std::invalid_argument("--fold must be at least 0 and below --folds.");
  }
  const auto folds = ml::stratified_group_folds(ml::group_names(rule, rows), columns.y,
                                                choice.n_folds, choice.seed);
  return ml::fold_split(folds, choice.fold);
}

void require_every_genre(const TrainingRows& rows) {
  std::set<std::uint32_t> present;
  for (const std::size_t row : rows.train) {
    present.insert(rows.labels[row]);
  }
  for (std::size_t genre = 0; genre < rows.genres.size(); ++genre) {
    if (!present.contains(static_cast<std::uint32_t>(genre))) {
      throw TableError{"The genre \"" + rows.genres[genre] +
                       "\" has no segment left to train on: it needs more tracks or artists."};
    }
  }
}

}  // namespace

TrainingRows choose_rows(const ml::PreparedData& data, const RowChoice& choice) {
  TrainingRows result;
  Columns columns{
      .index = chosen_segments(data, choice), .track = {}, .artist = {}, .column = {}, .y = {}};
  const auto rule = ml::SplitRule::parse(choice.split);
  const std::vector<std::string> column = rule.kind == ml::SplitRule::Kind::kColumn
                                              ? data.column(rule.column)
                                              : std::vector<std::string>(data.segments.size());
  std::set<std::string> genres;
  for (const std::size_t i : columns.index) {
    genres.insert(data.segments[i].genre);
  }
  result.genres.assign(genres.begin(), genres.end());
  result.labels.resize(data.segments.size());
  for (const std::size_t i : columns.index) {
    const auto& segment = data.segments[i];
    columns.track.push_back(segment.track);
    columns.artist.push_back(segment.artist);
    columns.column.push_back(column[i]);
    columns.y.push_back(genre_number(result.genres, segment.genre));
    result.labels[i] = static_cast<std::uint32_t>(columns.y.back());
  }
  const ml::Split split = split_rows(columns, choice);
  for (const std::size_t row : split.train) {
    result.train.push_back(columns.index[row]);
  }
  require_every_genre(result);
  for (const std::size_t row : split.test) {
    result.valid.push_back(columns.index[row]);
  }
  return result;
}

}  // namespace earmark::train_net
