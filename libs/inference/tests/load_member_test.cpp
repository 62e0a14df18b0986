#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bundles.h"
#include "earmark/base/file_bytes.h"
#include "earmark/base/thread_pool.h"
#include "earmark/inference/member.h"
#include "earmark/ml/random_forest.h"
#include "onnx_bytes.h"

namespace earmark::inference {
namespace {

using test::bytes_of;
using test::mentions;

std::vector<std::byte> shipped(const char* file) {
  return read_file(test::kShipped / file, Bundle::kMaxMemberBytes);
}

std::string refusal(std::string_view kind, std::span<const std::byte> bytes,
                    std::size_t n_genres = 10) {
  return test::refusal([&] { (void)load_member(kind, bytes, n_genres, "a/file"); });
}

TEST(LoadMember, ReadsEachKind) {
  EXPECT_EQ(load_member("forest", shipped("forest.forest"), 10, "f")->input(), Input::kTableRow);
  EXPECT_EQ(load_member("naive-bayes", shipped("naive-bayes.nb"), 10, "f")->input(),
            Input::kTableRow);
  EXPECT_EQ(load_member("cnn", shipped("cnn.onnx"), 10, "f")->input(), Input::kMfcc);
}

TEST(LoadMember, KnowsWhatAKindWantsBeforeItIsRead) {
  EXPECT_EQ(input_of("forest"), Input::kTableRow);
  EXPECT_EQ(input_of("naive-bayes"), Input::kTableRow);
  EXPECT_EQ(input_of("cnn"), Input::kMfcc);
  EXPECT_TRUE(mentions(test::refusal([] { (void)input_of("pickle"); }), "\"pickle\""));
}

TEST(LoadMember, RefusesOtherNumbersOfGenres) {
  const std::string why = refusal("forest", shipped("forest.forest"), 9);
  EXPECT_TRUE(mentions(why, "a/file cannot be used: it knows 10 genres, the bundle names 9"))
      << why;
  EXPECT_TRUE(mentions(refusal("cnn", shipped("cnn.onnx"), 9), "one probability a genre"));
}

TEST(LoadMember, RefusesOtherColumns) {
  const std::vector<float> X{0, 0, 1, 1};
  const std::vector<int> y{0, 1};
  ml::RandomForestConfig config;
  config.n_estimators = 1;
  ThreadPool pool{1};
  const auto forest = ml::RandomForest::fit({X.data(), 2, 2}, y, 2, {}, config, pool).to_bytes();
  EXPECT_TRUE(mentions(refusal("forest", forest, 2), "trained on 2 columns, not the table's 57"));
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
