#include "earmark/ml/held_out_answers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

// Twelve tracks of two genres by as many artists, one segment each.
PreparedData twelve_tracks() {
  PreparedData data;
  for (int i = 0; i < 12; ++i) {
    PreparedSegment& segment = data.segments.emplace_back();
    segment.track = segment.artist = "t" + std::to_string(i);
    segment.filename = i == 3 ? "odd, \"name\".wav" : segment.track + ".0.wav";
    segment.genre = i % 2 == 0 ? "jazz" : "rock";
  }
  return data;
}

// A "model" that remembers which rows it was trained on.
using Rows = std::vector<std::size_t>;

HeldOutTraining<Rows> train(const PreparedData& data, const RowChoice& choice,
                            std::vector<std::string>& rounds) {
  return train_held_out(
      data, choice,
      [&](const TrainingRound& round) {
        rounds.push_back(round.what);
        return round.rows.split.train;
      },
      [](const Rows& trained, const ChosenRows& rows) {
        Matrix<double> answers(rows.held_out().size(), 2);
        for (std::size_t i = 0; i < answers.rows(); ++i) {
          const bool seen = std::ranges::count(trained, rows.held_out()[i]) > 0;
          answers(i, 0) = seen ? 1.0 : 0.0;
          answers(i, 1) = seen ? 0.0 : 1.0;
        }
        return answers;
      });
}

TEST(TrainHeldOut, EveryFoldAnswersForRowsThatItsModelDidNotSee) {
  RowChoice choice;
  choice.n_folds = 3;
  std::vector<std::string> rounds;
  const auto training = train(twelve_tracks(), choice, rounds);
  EXPECT_EQ(rounds,
            (std::vector<std::string>{"fold 1 of 3", "fold 2 of 3", "fold 3 of 3", "all folds"}));
  EXPECT_EQ(training.model.size(), 12U);
  EXPECT_EQ(training.n_trained, 12U);
  const std::set<std::size_t> answered{training.held_out.rows.begin(),
                                       training.held_out.rows.end()};
  EXPECT_EQ(answered.size(), 12U);
  for (std::size_t i = 0; i < training.held_out.rows.size(); ++i) {
    EXPECT_EQ(training.held_out.view()(i, 1), 1.0);
  }
}

TEST(TrainHeldOut, OneSplitTrainsOnce) {
  std::vector<std::string> rounds;
  const auto training = train(twelve_tracks(), {}, rounds);
  EXPECT_EQ(rounds, std::vector<std::string>{""});
  EXPECT_EQ(training.model.size() + training.held_out.rows.size(), 12U);
}

class HeldOutFile : public ::testing::Test {
 protected:
  std::string refusal_of(const std::string& text) {
    std::ofstream{file_} << text;
    try {
      (void)HeldOutAnswers::read(file_, data_);
    } catch (const TableError& error) {
      return error.what();
    }
    return "";
  }

  PreparedData data_ = twelve_tracks();
  test::TempDir folder_;
  std::filesystem::path file_ = folder_.path() / "answers.csv";
};

TEST_F(HeldOutFile, ComesBackInTheOrderOfTheRows) {
  HeldOutAnswers answers;
  answers.genres = {"jazz", "rock"};
  Matrix<double> p(2, 2);
  p(0, 0) = 0.1;
  p(0, 1) = 0.9;
  p(1, 0) = p(1, 1) = 0.5;
  answers.add(1, std::vector<std::size_t>{3, 1}, p.view());
  std::ofstream{file_} << answers.to_csv(data_);
  const HeldOutAnswers read = HeldOutAnswers::read(file_, data_);
  EXPECT_EQ(read.genres, answers.genres);
  EXPECT_EQ(read.rows, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(read.folds, (std::vector<int>{1, 1}));
  EXPECT_EQ(read.probabilities, (std::vector<double>{0.5, 0.5, 0.1, 0.9}));
}

TEST_F(HeldOutFile, SaysWhatIsWrongWithIt) {
  const std::string head = "row,filename,fold,jazz,rock\n";
  const auto has = [&](const std::string& text, const std::string& words) {
    EXPECT_NE(refusal_of(text).find(words), std::string::npos) << refusal_of(text);
  };
  has("row,filename\n0,t0.0.wav\n", "the columns must be row, filename, fold and a probability");
  has(head, "no segment");
  has(head + "12,t0.0.wav,0,0.5,0.5\n", ":2: column 'row' must be a whole number from 0 to 11");
  has(head + "0.5,t0.0.wav,0,0.5,0.5\n", "whole number");
  has(head + "0,t1.0.wav,0,0.5,0.5\n", "segment 0 is t0.0.wav in the prepared data, not t1.0.wav");
  has(head + "0,t0.0.wav,-1,0.5,0.5\n", "column 'fold'");
  has(head + "0,t0.0.wav,0,1.5,-0.5\n", "column 'jazz' must be a probability");
  has(head + "0,t0.0.wav,0,0.5,0.4\n", "must add to 1, not to 0.9");
  has(head + "0,t0.0.wav,0,nan,0.4\n", "jazz");
  has(head + "0,t0.0.wav,0,1,0\n0,t0.0.wav,0,1,0\n", "segment 0 stands twice");
}

}  // namespace
}  // namespace earmark::ml
