#include <gtest/gtest.h>

#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/ml/npy.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/prepared_writer.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

namespace fs = std::filesystem;

class PreparedEmbeddingsTest : public ::testing::Test {
 protected:
  PreparedEmbeddingsTest() {
    track_.id = "jazz.1";
    track_.file = dir_.path() / "jazz.1.wav";
    track_.genre = "jazz";
    write_file(track_.file, "sound");
  }

  [[nodiscard]] static PreparedRecipe recipe(const std::string& trunks, std::size_t n_embedding) {
    return {.version = "1",
            .feature_names = {"f1"},
            .n_frames = 2,
            .n_mfcc = 1,
            .trunks = trunks,
            .n_embedding = n_embedding};
  }
  [[nodiscard]] fs::path out() const { return dir_.path() / "out"; }
  [[nodiscard]] PreparedWriter writer(const PreparedRecipe& recipe) const {
    return {out(), recipe};
  }
  [[nodiscard]] PreparedWriter writer() const { return writer(recipe("ced:aa", 3)); }

  bool put(const PreparedWriter& writer, const std::vector<std::vector<float>>& embeddings) const {
    std::vector<SegmentResult> segments;
    segments.reserve(embeddings.size());
    for (const std::vector<float>& embedding : embeddings) {
      segments.push_back({.start_s = 0.0,
                          .length = 66'149.0,
                          .excerpt = false,
                          .features = {1.0F},
                          .tensor = {2.0F, 3.0F},
                          .embedding = embedding});
    }
    return writer.put(track_, PreparedWriter::mark(track_.file), segments);
  }
  void prepare() const {
    ASSERT_TRUE(put(writer(), {{1, 2, 3}, {4, 5, 0.1F}}));
    (void)writer().finish(std::vector{track_});
  }

  test::TempDir dir_;
  Track track_;
};

TEST_F(PreparedEmbeddingsTest, ComeBackARowASegment) {
  prepare();
  const auto data = PreparedData::load(out());
  EXPECT_EQ(data.recipe, recipe("ced:aa", 3));
  ASSERT_EQ(data.embeddings().rows(), 2U);
  ASSERT_EQ(data.embeddings().cols(), 3U);
  EXPECT_EQ(data.embeddings()(0, 0), 1.0F);
  EXPECT_EQ(data.embeddings()(1, 2), 0.1F);
  EXPECT_EQ(data.features()(1, 0), 1.0F);
  EXPECT_EQ(data.tensors()(1, 1), 3.0F);
  EXPECT_EQ(read_npy<float>(out() / "embedding.npy").shape, (std::vector<std::size_t>{2, 3}));
}

TEST_F(PreparedEmbeddingsTest, AreLoadedWhereTheyAreAskedFor) {
  prepare();
  const auto data = PreparedData::load(out(), {.embeddings = false});
  EXPECT_THROW((void)data.embeddings(), std::logic_error);
  const auto alone = PreparedData::load(out(), {.features = false, .tensors = false});
  EXPECT_EQ(alone.embeddings()(0, 1), 2.0F);
}

TEST_F(PreparedEmbeddingsTest, AreAbsentWhereTheRecipeHasNone) {
  const PreparedWriter none = writer(recipe("", 0));
  ASSERT_TRUE(put(none, {{}, {}}));
  (void)none.finish(std::vector{track_});
  EXPECT_FALSE(fs::exists(out() / "embedding.npy"));
  const auto data = PreparedData::load(out());
  EXPECT_EQ(data.embeddings().rows(), 2U);
  EXPECT_EQ(data.embeddings().cols(), 0U);
}

TEST_F(PreparedEmbeddingsTest, OfAnEarlierRunAreNotTakenForThisOnes) {
  prepare();
  const PreparedWriter none = writer(recipe("", 0));
  EXPECT_FALSE(none.is_done(track_));
  ASSERT_TRUE(put(none, {{}, {}}));
  (void)none.finish(std::vector{track_});
  EXPECT_EQ(PreparedData::load(out()).embeddings().cols(), 0U);
}

TEST_F(PreparedEmbeddingsTest, OfOtherTrunksAreNotDone) {
  prepare();
  EXPECT_TRUE(writer().is_done(track_));
  EXPECT_FALSE(writer(recipe("ced:bb", 3)).is_done(track_));
  EXPECT_FALSE(writer(recipe("ced:aa", 4)).is_done(track_));
  EXPECT_FALSE(writer(recipe("", 0)).is_done(track_));
  EXPECT_TRUE(recipe("ced:aa", 3).has_features_of(recipe("", 0)));
}

TEST_F(PreparedEmbeddingsTest, OfAnotherLengthOrNotFiniteAreRefused) {
  EXPECT_THROW((void)put(writer(), {{1, 2}}), std::invalid_argument);
  EXPECT_THROW((void)put(writer(), {{1, 2, 3}, {}}), std::invalid_argument);
  EXPECT_THROW((void)put(writer(recipe("", 0)), {{1}}), std::invalid_argument);
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    EXPECT_THROW((void)put(writer(), {{1, bad, 3}}), std::invalid_argument);
  }
}

TEST_F(PreparedEmbeddingsTest, AFileThatDoesNotFitIsRefused) {
  prepare();
  const std::vector<float> values(6);
  write_npy<float>(out() / "embedding.npy", std::vector<std::size_t>{3, 2}, values);  // same size
  EXPECT_THROW((void)PreparedData::load(out()), TableError);
  EXPECT_NO_THROW((void)PreparedData::load(out(), {.embeddings = false}));
  write_file(out() / "embedding.npy", "short");
  EXPECT_THROW((void)PreparedData::load(out()), TableError);
  fs::remove(out() / "embedding.npy");
  EXPECT_THROW((void)PreparedData::load(out()), TableError);
}

}  // namespace
}  // namespace earmark::ml
