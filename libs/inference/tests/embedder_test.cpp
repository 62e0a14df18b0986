#include "earmark/inference/embedder.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "no_new_threads.h"
#include "taggers.h"

namespace earmark::inference {
namespace {

using test::mentions;
using test::patch_values;

// What stands behind the networks' names: how loud their sound was made.
constexpr const char* kLevelled = " rms-20dBFS f32";

/// A folder with some of the shipped trunks.
class TrunkFolder {
 public:
  explicit TrunkFolder(const std::vector<std::string_view>& kinds) {
    for (const std::string_view kind : kinds) {
      std::filesystem::copy(test::kShipped / trunk_file(kind), path() / trunk_file(kind));
    }
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }

 private:
  earmark::test::TempDir folder_;
};

std::string hash_of(std::string_view kind) { return test::shipped_trunk(kind).sha256; }

std::vector<float> embedded(const Embedder& embedder, const std::vector<float>& patches) {
  std::vector<float> out(embedder.n_values());
  embedder.embed(patches, out);
  return out;
}

TEST(Embedder, AFolderWithoutTrunksGivesNone) {
  const TrunkFolder folder{{}};
  for (const auto& path : {folder.path(), folder.path() / "absent"}) {
    const Embedder none = Embedder::of_folder(path, 1);
    EXPECT_TRUE(none.empty());
    EXPECT_TRUE(none.patches().empty());
    EXPECT_EQ(none.version(), "");
    EXPECT_EQ(none.n_values(), 0U);
    EXPECT_TRUE(none.is_ready());
    EXPECT_NO_THROW(none.embed({}, {}));
  }
}

TEST(Embedder, AFolderWithOneTrunkGivesThatOne) {
  const TrunkFolder folder{{"ced"}};
  const Embedder one = Embedder::of_folder(folder.path(), 1);
  EXPECT_FALSE(one.empty());
  ASSERT_EQ(one.patches().size(), 1U);
  EXPECT_EQ(one.patches()[0].n_values(), features::ced_patch().n_values());
  EXPECT_EQ(one.version(), "ced:" + hash_of("ced") + kLevelled);
  EXPECT_EQ(one.n_values(), Trunk::load("ced", test::shipped("ced.onnx"), "f", 1)->n_values());
}

TEST(Embedder, AnEmbeddingIsMusicnnsValuesThenCeds) {
  const TrunkFolder folder{{"ced", "musicnn"}};
  const Embedder both = Embedder::of_folder(folder.path(), 1);
  EXPECT_EQ(both.version(), "musicnn:" + hash_of("musicnn") + " ced:" + hash_of("ced") + kLevelled);
  std::vector<float> patches;
  std::vector<float> want;
  for (const std::string_view kind : {"musicnn", "ced"}) {
    const std::vector<float> patch = patch_values(patch_of(kind), 3);
    patches.insert(patches.end(), patch.begin(), patch.end());
    const auto trunk = Trunk::load(kind, test::shipped(trunk_file(kind)), "f", 1);
    std::vector<float> values(trunk->n_values());
    trunk->embed(patch, values);
    want.insert(want.end(), values.begin(), values.end());
  }
  EXPECT_EQ(embedded(both, patches), want);
}

TEST(Embedder, NamesTheTrunksThatAreReadFirst) {
  const TrunkFolder folder{{"ced", "musicnn"}};
  const Embedder both = Embedder::of_folder(folder.path(), 1);
  EXPECT_EQ(both.by_readiness().size(), 2U);
  both.wait_until_ready();
  EXPECT_EQ(both.by_readiness(), (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(Embedder{}.by_readiness().empty());
}

TEST(Embedder, OfABundleIsThatOfItsFolder) {
  const test::TaggerBundle bundle;
  const Embedder loaded = Embedder::load(Bundle::open(bundle.path()), 1);
  const Embedder of_folder = Embedder::of_folder(bundle.path(), 1);
  EXPECT_EQ(loaded.version(), of_folder.version());
  EXPECT_EQ(loaded.n_values(), of_folder.n_values());
}

TEST(Embedder, KeepsTheOrderOfTheBundlesManifest) {
  const test::TaggerBundle bundle;
  bundle.copy().change_manifest([](BundleManifest& m) { std::swap(m.trunks[0], m.trunks[1]); });
  const Embedder swapped = Embedder::load(Bundle::open(bundle.path()), 1);
  EXPECT_EQ(swapped.version(),
            "ced:" + hash_of("ced") + " musicnn:" + hash_of("musicnn") + kLevelled);
  ASSERT_EQ(swapped.patches().size(), 2U);
  EXPECT_EQ(swapped.patches()[0].n_values(), features::ced_patch().n_values());
}

TEST(Embedder, ReadsItsTrunksWhereTheSystemGivesNoThreads) {
  const TrunkFolder folder{{"ced"}};
  const test::NoNewThreads guard;
  const Embedder embedder = Embedder::of_folder(folder.path(), 1);
  EXPECT_FALSE(embedder.is_ready());
  embedder.wait_until_ready();
  EXPECT_TRUE(embedder.is_ready());
}

TEST(Embedder, RefusesPatchesAndValuesOfAnotherSize) {
  const TrunkFolder folder{{"musicnn"}};
  const Embedder embedder = Embedder::of_folder(folder.path(), 1);
  std::vector<float> patch(features::musicnn_patch().n_values() + 1);
  std::vector<float> out(embedder.n_values());
  const std::span<const float> values{patch};
  EXPECT_NO_THROW(embedder.embed(values.first(patch.size() - 1), out));
  EXPECT_THROW(embedder.embed(values, out), std::invalid_argument);
  EXPECT_THROW(embedder.embed(values.first(patch.size() - 2), out), std::invalid_argument);
  EXPECT_THROW(embedder.embed(values.first(patch.size() - 1), std::span{out}.first(1)),
               std::invalid_argument);
}

TEST(Embedder, ATrunkThatCannotBeUsedIsReportedWhereItIsNeeded) {
  const TrunkFolder folder{{}};
  write_file(folder.path() / "ced.onnx", "this is text");
  const Embedder embedder = Embedder::of_folder(folder.path(), 1);
  for (int again = 0; again < 2; ++again) {
    const std::string why = test::refusal([&] { embedder.wait_until_ready(); });
    EXPECT_TRUE(mentions(why, (folder.path() / "ced.onnx").string() + " cannot be used")) << why;
  }
  EXPECT_NE(test::refusal([&] { (void)embedder.n_values(); }), "");
}

TEST(Embedder, ATrunkThatCannotBeReadIsRefused) {
  const TrunkFolder folder{{}};
  std::filesystem::create_directory(folder.path() / "musicnn.onnx");
  EXPECT_TRUE(mentions(test::refusal([&] { (void)Embedder::of_folder(folder.path(), 1); }),
                       "musicnn.onnx"));
}

TEST(Embedder, ABundlesTrunkMustBeTheFileThatItMeans) {
  const test::TaggerBundle bundle;
  std::filesystem::copy(test::kShipped / "musicnn.onnx", bundle.path() / "ced.onnx",
                        std::filesystem::copy_options::overwrite_existing);
  const Embedder embedder = Embedder::load(Bundle::open(bundle.path()), 1);
  const std::string why = test::refusal([&] { embedder.wait_until_ready(); });
  EXPECT_TRUE(mentions(why, "ced.onnx is not the file that bundle.json means")) << why;
}

}  // namespace
}  // namespace earmark::inference
