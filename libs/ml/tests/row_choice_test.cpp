#include "earmark/ml/row_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/errors.h"

namespace earmark::ml {
namespace {

// Two genres, six artists each, three segments a track; jazz has one excerpt.
PreparedData small_set() {
  PreparedData data;
  for (int track = 0; track < 12; ++track) {
    for (std::size_t segment = 0; segment < 3; ++segment) {
      PreparedSegment s;
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

TEST(RowChoice, GenresAreAlphabeticalAndLabelsFollow) {
  const auto rows = choose_rows(small_set(), {});
  EXPECT_EQ(rows.genres, (std::vector<std::string>{"jazz", "rock"}));
  EXPECT_EQ(rows.y[0], 1);
  EXPECT_EQ(rows.y[3], 0);
}

TEST(RowChoice, ByArtistSharesNoArtist) {
  const auto data = small_set();
  const auto rows = choose_rows(data, with([](RowChoice& c) { c.test_fraction = 0.3; }));
  std::set<std::string> artists;
  for (const std::size_t row : rows.split.train) {
    artists.insert(data.segments[row].artist);
  }
  ASSERT_FALSE(rows.held_out().empty());
  for (const std::size_t row : rows.held_out()) {
    EXPECT_FALSE(artists.contains(data.segments[row].artist));
  }
}

TEST(RowChoice, ColumnTakesTheDataSetsOwnSplit) {
  const auto rows = choose_rows(
      small_set(), with([](RowChoice& c) { c.rule = SplitRule::parse("column:split"); }));
  EXPECT_EQ(rows.split.train.size(), 24U);
  EXPECT_EQ(rows.held_out().size(), 12U);
}

TEST(RowChoice, FoldsStayInsideTheChosenRows) {
  std::set<std::size_t> validated;
  for (int fold = 0; fold < 2; ++fold) {
    const auto rows = choose_rows(small_set(), with([fold](RowChoice& c) {
                                    c.rows = "train";
                                    c.n_folds = 2;
                                    c.fold = fold;
                                  }));
    EXPECT_EQ(rows.split.train.size() + rows.held_out().size(), 24U);
    validated.insert(rows.held_out().begin(), rows.held_out().end());
  }
  EXPECT_EQ(validated.size(), 24U);
  EXPECT_LT(*validated.rbegin(), 24U);
}

TEST(RowChoice, ExcerptsCanBeLeftOutOfTrainingButAreMeasured) {
  const auto rows = choose_rows(small_set(), with([](RowChoice& c) {
                                  c.rule = SplitRule::parse("column:split");
                                  c.without_excerpts = true;
                                }));
  EXPECT_EQ(rows.split.train.size(), 21U);
  auto data = small_set();
  data.segments[35].excerpt = true;  // a valid one
  const auto measured = choose_rows(data, with([](RowChoice& c) {
                                      c.rule = SplitRule::parse("column:split");
                                      c.without_excerpts = true;
                                    }));
  EXPECT_EQ(measured.held_out().size(), 12U);
}

TEST(RowChoice, RefusesWhatCannotBeChosen) {
  EXPECT_THROW((void)choose_rows(small_set(), with([](RowChoice& c) {
                                   c.rule = SplitRule::parse("column:split");
                                   c.n_folds = 2;
                                 })),
               std::invalid_argument);
  EXPECT_THROW((void)choose_rows(small_set(), with([](RowChoice& c) {
                                   c.rule = SplitRule::parse("column:color");
                                 })),
               TableError);
  EXPECT_THROW((void)choose_rows(small_set(), with([](RowChoice& c) {
                                   c.n_folds = 2;
                                   c.fold = 2;
                                 })),
               std::invalid_argument);
  EXPECT_THROW((void)choose_rows(small_set(), with([](RowChoice& c) { c.rows = "nowhere"; })),
               TableError);
}

std::string message_of(const PreparedData& data, const RowChoice& choice) {
  try {
    (void)choose_rows(data, choice);
  } catch (const TableError& error) {
    return error.what();
  }
  return "accepted";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(RowChoice, NamesAGenreThatOnlyValidates) {
  auto data = small_set();
  for (auto& segment : data.segments) {
    if (segment.split == "valid" && segment.genre == "rock") {
      segment.genre = "reggae";
    }
  }
  EXPECT_PRED2(
      contains,
      message_of(data, with([](RowChoice& c) { c.rule = SplitRule::parse("column:split"); })),
      "genre 'reggae' has no segment left to train on");
}

TEST(RowChoice, GenresAreThoseOfTheSegmentsThatTakePart) {
  auto data = small_set();
  data.segments.back().genre = "reggae";  // a valid one
  EXPECT_EQ(choose_rows(data, with([](RowChoice& c) { c.rows = "train"; })).genres,
            (std::vector<std::string>{"jazz", "rock"}));
  data.segments.back().split = "other";
  const auto rows =
      choose_rows(data, with([](RowChoice& c) { c.rule = SplitRule::parse("column:split"); }));
  EXPECT_EQ(rows.genres, (std::vector<std::string>{"jazz", "rock"}));
  EXPECT_EQ(rows.y.back(), -1);
}

TEST(RowChoice, RowsThatTestAreNotHeldOutWhereOthersValidate) {
  auto data = small_set();
  for (std::size_t i = 30; i < 36; ++i) {
    data.segments[i].split = "test";
  }
  const auto by_column = with([](RowChoice& c) { c.rule = SplitRule::parse("column:split"); });
  const auto rows = choose_rows(data, by_column);
  EXPECT_EQ(rows.held_out(), (std::vector<std::size_t>{24, 25, 26, 27, 28, 29}));
  EXPECT_EQ(rows.split.test, (std::vector<std::size_t>{30, 31, 32, 33, 34, 35}));
}

TEST(RowChoice, SaysWhatTooSmallDataLack) {
  EXPECT_PRED2(contains, message_of(small_set(), with([](RowChoice& c) {
                                      c.rows = "train";
                                      c.n_folds = 10;
                                      c.fold = 0;
                                    })),
               "10 folds by-artist need as many groups, and the data have 8");
  EXPECT_PRED2(contains, message_of(small_set(), with([](RowChoice& c) { c.rows = "nowhere"; })),
               "none has the split 'nowhere'; the data have train, valid");
  auto data = small_set();
  for (auto& segment : data.segments) {
    segment.genre = "jazz";
  }
  EXPECT_PRED2(contains, message_of(data, {}), "have one genre, 'jazz', and two at least");
  data.segments.clear();
  for (std::size_t i = 0; i <= kMaxGenres; ++i) {
    PreparedSegment& segment = data.segments.emplace_back();
    segment.track = segment.genre = std::to_string(i);
  }
  EXPECT_PRED2(contains, message_of(data, {}), "255 genres, and 254 at most");
}

// A copy of every track of small_set(), with another name and artist.
PreparedData with_copies() {
  PreparedData data = small_set();
  const std::vector<PreparedSegment> originals = data.segments;
  for (PreparedSegment copy : originals) {
    copy.others["copy_of"] = copy.track;
    copy.track += ".crop";
    copy.artist.clear();
    data.segments.push_back(copy);
  }
  return data;
}

TEST(RowChoice, CopiesTrainWhereTheirOriginalsDoAndAreNeverHeldOut) {
  const PreparedData data = with_copies();
  for (const char* split : {"by-artist", "by-track", "column:split"}) {
    const auto choice = with([&](RowChoice& c) { c.rule = SplitRule::parse(split); });
    const auto rows = choose_rows(data, choice);
    const auto without_copies = choose_rows(small_set(), choice);
    EXPECT_EQ(rows.held_out(), without_copies.held_out()) << split;
    EXPECT_EQ(rows.split.train.size(), 2 * without_copies.split.train.size()) << split;
    std::set<std::string> trained;
    for (const std::size_t row : without_copies.split.train) {
      trained.insert(data.segments[row].track);
    }
    for (const std::size_t row : rows.split.train) {
      const PreparedSegment& segment = data.segments[row];
      EXPECT_TRUE(trained.contains(segment.copy_of().empty() ? segment.track : segment.copy_of()));
      EXPECT_EQ(rows.genres[static_cast<std::size_t>(rows.y[row])], segment.genre);
    }
  }
}

TEST(RowChoice, AllRowsLeaveNothingToMeasureOn) {
  const auto rows = choose_all_rows(with_copies(), {});
  EXPECT_EQ(rows.split.train.size(), 72U);
  EXPECT_TRUE(std::ranges::is_sorted(rows.split.train));
  EXPECT_TRUE(rows.held_out().empty());
}

TEST(RowChoice, GivesOneFoldAtATime) {
  const auto every = with([](RowChoice& c) { c.n_folds = 3; });
  EXPECT_TRUE(every.every_fold());
  EXPECT_THROW((void)choose_rows(small_set(), every), std::invalid_argument);
}

TEST(TrainingRounds, EveryFoldHasOneAndThenAllRows) {
  const auto rounds = training_rounds(small_set(), with([](RowChoice& c) { c.n_folds = 3; }));
  ASSERT_EQ(rounds.size(), 4U);
  std::size_t n_held_out = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(rounds[i].number, i);
    EXPECT_EQ(rounds[i].what, "fold " + std::to_string(i + 1) + " of 3");
    n_held_out += rounds[i].rows.held_out().size();
  }
  EXPECT_EQ(n_held_out, rounds[3].rows.split.train.size());
  EXPECT_EQ(rounds[3].what, "all folds");
  EXPECT_TRUE(rounds[3].rows.held_out().empty());
}

TEST(TrainingRounds, OneSplitOrFoldIsTheOnlyOne) {
  for (const auto& choice : {RowChoice{}, with([](RowChoice& c) {
                               c.n_folds = 3;
                               c.fold = 1;
                             })}) {
    const auto rounds = training_rounds(small_set(), choice);
    ASSERT_EQ(rounds.size(), 1U);
    EXPECT_EQ(rounds[0].number, 0U);
    EXPECT_EQ(rounds[0].what, "");
    EXPECT_FALSE(rounds[0].rows.held_out().empty());
  }
}

}  // namespace
}  // namespace earmark::ml
