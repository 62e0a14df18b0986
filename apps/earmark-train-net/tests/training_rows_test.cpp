#include "training_rows.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

#include "earmark/base/errors.h"

namespace earmark::train_net {
namespace {

// Two genres, six artists each, three segments a track; jazz has one excerpt.
ml::PreparedData small_set() {
  ml::PreparedData data;
  for (int track = 0; track < 12; ++track) {
    for (std::size_t segment = 0; segment < 3; ++segment) {
      ml::PreparedSegment s;
      s.track = "t" + std::to_string(track);
      s.artist = "a" + std::to_string(track);
      s.segment = segment;
      s.genre = track % 2 == 0 ? "rock" : "jazz";
      s.split = track < 8 ? "train" : "valid";
      s.excerpt = track == 1;
      data.segments.push_back(s);
    }
  }
  return data;
}

template <typename Change>
RowChoice with(const Change& change) {
  RowChoice choice;
  change(choice);
  return choice;
}

TEST(TrainingRows, GenresAreAlphabeticalAndLabelsFollow) {
  const auto rows = choose_rows(small_set(), {});
  EXPECT_EQ(rows.genres, (std::vector<std::string>{"jazz", "rock"}));
  EXPECT_EQ(rows.labels[0], 1U);
  EXPECT_EQ(rows.labels[3], 0U);
}

TEST(TrainingRows, ByArtistSharesNoArtist) {
  const auto data = small_set();
  const auto rows = choose_rows(data, with([](RowChoice& c) { c.valid_fraction = 0.3; }));
  std::set<std::string> artists;
  for (const std::size_t row : rows.train) {
    artists.insert(data.segments[row].artist);
  }
  ASSERT_FALSE(rows.valid.empty());
  for (const std::size_t row : rows.valid) {
    EXPECT_FALSE(artists.contains(data.segments[row].artist));
  }
}

TEST(TrainingRows, ColumnTakesTheDataSetsOwnSplit) {
  const auto rows = choose_rows(small_set(), with([](RowChoice& c) { c.split = "column:split"; }));
  EXPECT_EQ(rows.train.size(), 24U);
  EXPECT_EQ(rows.valid.size(), 12U);
}

TEST(TrainingRows, FoldsStayInsideTheChosenRows) {
  std::set<std::size_t> validated;
  for (int fold = 0; fold < 2; ++fold) {
    const auto rows = choose_rows(small_set(), with([fold](RowChoice& c) {
                                    c.rows = "train";
                                    c.n_folds = 2;
                                    c.fold = fold;
                                  }));
    EXPECT_EQ(rows.train.size() + rows.valid.size(), 24U);
    validated.insert(rows.valid.begin(), rows.valid.end());
  }
  EXPECT_EQ(validated.size(), 24U);
  EXPECT_LT(*validated.rbegin(), 24U);
}

TEST(TrainingRows, ExcerptsCanBeLeftOut) {
  const auto rows = choose_rows(small_set(), with([](RowChoice& c) {
                                  c.split = "column:split";
                                  c.without_excerpts = true;
                                }));
  EXPECT_EQ(rows.train.size(), 21U);
}

TEST(TrainingRows, RefusesWhatCannotBeChosen) {
  EXPECT_THROW((void)choose_rows(small_set(), with([](RowChoice& c) { c.split = "by-moon"; })),
               std::invalid_argument);
  EXPECT_THROW((void)choose_rows(small_set(), with([](RowChoice& c) { c.split = "column:color"; })),
               TableError);
  EXPECT_THROW((void)choose_rows(small_set(), with([](RowChoice& c) {
                                   c.n_folds = 2;
                                   c.fold = 2;
                                 })),
               std::invalid_argument);
  EXPECT_THROW((void)choose_rows(small_set(), with([](RowChoice& c) { c.rows = "nowhere"; })),
               TableError);
}

TEST(TrainingRows, NamesAGenreThatOnlyValidates) {
  auto data = small_set();
  for (auto& segment : data.segments) {
    if (segment.split == "valid" && segment.genre == "rock") {
      segment.genre = "reggae";
    }
  }
  try {
    (void)choose_rows(data, with([](RowChoice& c) { c.split = "column:split"; }));
    FAIL() << "accepted";
  } catch (const TableError& error) {
    EXPECT_NE(std::string{error.what()}.find("reggae"), std::string::npos);
  }
}

}  // namespace
}  // namespace earmark::train_net
