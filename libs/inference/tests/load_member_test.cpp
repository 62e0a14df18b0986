#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "bundles.h"
#include "earmark/base/file_bytes.h"
#include "earmark/base/thread_pool.h"
#include "earmark/features/recipe.h"
#include "earmark/inference/member.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/random_forest.h"
#include "onnx_bytes.h"
#include "probability_row.h"

namespace earmark::inference {
namespace {

using test::bytes_of;
using test::mentions;

std::vector<std::byte> shipped(const char* file) {
  return read_file(test::kShipped / file, Bundle::kMaxMemberBytes);
}

using Genres = std::vector<std::string>;

Genres shipped_genres() { return Bundle::open(test::kShipped).manifest().genres; }

std::string refusal(std::string_view kind, std::span<const std::byte> bytes,
                    const Genres& genres = shipped_genres()) {
  return test::refusal([&] { (void)load_member(kind, bytes, genres, "a/file"); });
}

/// A forest of 57 columns and three classes.
ml::RandomForest small_forest(std::size_t n_columns = 57) {
  std::vector<float> X(3 * n_columns);
  X[n_columns] = 1;
  X[2 * n_columns] = 2;
  ml::RandomForestConfig config;
  config.n_estimators = 1;
  ThreadPool pool{1};
  return ml::RandomForest::fit({X.data(), 3, n_columns}, std::vector<int>{0, 1, 2}, 3, {}, config,
                               pool);
}

ml::GaussianNaiveBayes small_naive_bayes() {
  std::vector<double> X(std::size_t{3} * 57);
  X[57] = 1;
  return ml::GaussianNaiveBayes::fit({X.data(), 3, 57}, std::vector<int>{0, 1, 2}, 3, {}, {});
}

TEST(LoadMember, ReadsEachKind) {
  EXPECT_EQ(load_member("forest", shipped("forest.forest"), shipped_genres(), "f")->input(),
            Input::kTableRow);
  EXPECT_EQ(load_member("naive-bayes", shipped("naive-bayes.nb"), shipped_genres(), "f")->input(),
            Input::kTableRow);
  EXPECT_EQ(load_member("cnn", shipped("cnn.onnx"), shipped_genres(), "f")->input(), Input::kMfcc);
}

TEST(LoadMember, KnowsWhatAKindWantsBeforeItIsRead) {
  EXPECT_EQ(input_of("forest"), Input::kTableRow);
  EXPECT_EQ(input_of("naive-bayes"), Input::kTableRow);
  EXPECT_EQ(input_of("cnn"), Input::kMfcc);
  EXPECT_TRUE(mentions(test::refusal([] { (void)input_of("pickle"); }), "\"pickle\""));
}

TEST(LoadMember, RefusesOtherNumbersOfGenres) {
  Genres nine = shipped_genres();
  nine.pop_back();
  const std::string why = refusal("forest", shipped("forest.forest"), nine);
  EXPECT_TRUE(mentions(why, "a/file cannot be used: it knows 10 genres, the bundle names 9"))
      << why;
  EXPECT_TRUE(mentions(refusal("cnn", shipped("cnn.onnx"), nine), "one probability a genre"));
}

TEST(LoadMember, RefusesOtherColumns) {
  EXPECT_TRUE(mentions(refusal("forest", small_forest(2).to_bytes(), {"a", "b", "c"}),
                       "trained on 2 columns, not the table's 57"));
}

TEST(LoadMember, RefusesOtherGenresAndRecipesThanTheModelNames) {
  const Genres genres{"blues", "jazz", "rock"};
  const std::string recipe{features::kRecipeVersion};
  const auto with = [](const ml::ModelNames& names) {
    return std::vector{std::pair{"forest", small_forest().named(names).to_bytes()},
                       {"naive-bayes", small_naive_bayes().named(names).to_bytes()}};
  };
  for (const auto& [kind, bytes] : with({genres, recipe})) {
    EXPECT_EQ(refusal(kind, bytes, genres), "");
    const std::string why = refusal(kind, bytes, {"blues", "jazz", "pop"});
    EXPECT_TRUE(mentions(why,
                         "knows the genres blues, jazz, rock, the bundle names blues, jazz, "
                         "pop"))
        << why;
    EXPECT_NE(refusal(kind, bytes, {"jazz", "blues", "rock"}), "");
  }
  for (const auto& [kind, bytes] : with({genres, "librosa-0.10-1"})) {
    EXPECT_TRUE(mentions(refusal(kind, bytes, genres), "recipe \"librosa-0.10-1\""));
  }
  for (const auto& [kind, bytes] : with({})) {  // files of before say nothing
    EXPECT_EQ(refusal(kind, bytes, {"blues", "jazz", "pop"}), "");
  }
}

TEST(LoadMember, TheCheckOfAnswersTakesProbabilitiesAlone) {
  const std::vector<double> sound{0.25, 0.75};
  EXPECT_EQ(check_probability_row(sound), 1.0);
  for (const std::vector<double>& row : {std::vector<double>{0.5, 0.6},
                                         {-0.5, 1.5},
                                         {std::nan(""), 1.0},
                                         {std::numeric_limits<double>::infinity(), 0.0}}) {
    EXPECT_THROW((void)check_probability_row(row), BundleError) << row[0];
  }
}

TEST(LoadMember, RefusesTheFileOfAnotherKindAndTornOnes) {
  for (const char* kind : {"forest", "naive-bayes", "cnn"}) {
    EXPECT_TRUE(mentions(refusal(kind, bytes_of("this is text")), "a/file cannot be used")) << kind;
    EXPECT_NE(refusal(kind, {}), "") << kind;
  }
  EXPECT_NE(refusal("forest", shipped("naive-bayes.nb")), "");
  EXPECT_NE(refusal("cnn", shipped("forest.forest")), "");
  for (const auto& [kind, file] : {std::pair{"forest", "forest.forest"},
                                   {"naive-bayes", "naive-bayes.nb"},
                                   {"cnn", "cnn.onnx"}}) {
    std::vector<std::byte> torn = shipped(file);
    torn.resize(torn.size() / 2);
    EXPECT_NE(refusal(kind, torn), "") << file;
  }
}

}  // namespace
}  // namespace earmark::inference
