#include "earmark/inference/input_reference.h"

#include <gtest/gtest.h>

#include <fstream>
#include <numeric>
#include <string>
#include <string_view>

#include "bundles.h"
#include "earmark/features/recipe.h"

namespace earmark::inference {
namespace {

using test::mentions;
using test::refusal;

/// Tempo takes few different values, which a limit cannot divide.
constexpr double kRepeats = 0.08;

InputReference some() {
  InputReference reference{40, {}};
  for (std::size_t c = 0; c < features::kNFeatures; ++c) {
    reference.columns.push_back(
        {{static_cast<double>(c), 0.1 + static_cast<double>(c) / 3.0 + 60}, {0.25, 0.5, 0.25}});
  }
  return reference;
}

/// The message that the file is refused with after a word of it was replaced.
std::string changed(std::string_view from, std::string_view to) {
  std::string json = some().to_json();
  json.replace(json.find(from), from.size(), to);
  return refusal([&] { (void)InputReference::parse(json, "inputs.json"); });
}

TEST(InputReferenceTest, IsReadAsItWasWritten) {
  const std::string json = some().to_json();
  EXPECT_EQ(InputReference::parse(json, "inputs.json").to_json(), json);
}

TEST(InputReferenceTest, TheShippedBundlesSharesAreAboutTenths) {
  const auto reference = Bundle::open(test::kShipped).read_inputs().value_or(InputReference{});
  EXPECT_GT(reference.n_songs, 800U);
  ASSERT_EQ(reference.columns.size(), features::kNFeatures);
  for (const auto& column : reference.columns) {
    ASSERT_EQ(column.shares.size(), 10U);
    for (const double share : column.shares) {
      EXPECT_NEAR(share, 0.1, kRepeats);
    }
  }
}

TEST(InputReferenceTest, SaysWhatIsWrong) {
  EXPECT_TRUE(mentions(changed("{", "["), "inputs.json: is not JSON"));
  EXPECT_TRUE(mentions(changed("40", "0"), "\"n_songs\" must be 1 at least"));
  EXPECT_TRUE(mentions(changed("\"n_songs\"", "\"songs\""), "\"n_songs\" is missing"));
  EXPECT_TRUE(mentions(changed("\"columns\"", "\"rows\""), "unknown field \"rows\""));
  EXPECT_TRUE(mentions(changed("rms_mean", "rms_mode"), "columns: \"rms_mean\" is missing"));
  EXPECT_TRUE(mentions(changed("[0.25,0.5,", "[0.25,"), "one more than \"limits\""));
  EXPECT_TRUE(mentions(changed("[0.25,0.5,", "[0.25,0.6,"), "must add to 1"));
  EXPECT_TRUE(mentions(changed("[0.25,0.5,", "[0.75,-0.0005,"), "must not be negative"));
  EXPECT_TRUE(mentions(changed("[0.0,", "[99.0,"), "\"limits\" must ascend"));
  EXPECT_TRUE(mentions(changed("[0.0,", "[\"x\","), "value of the wrong kind"));
}

TEST(InputReferenceTest, AFileThatTheBundleDoesNotMeanIsRefused) {
  const test::BundleCopy copy;
  std::ofstream{copy.path() / "inputs.json", std::ios::app} << ' ';
  const std::string why = refusal([&] { (void)Bundle::open(copy.path()).read_inputs(); });
  EXPECT_TRUE(mentions(why, "inputs.json is not the file that bundle.json means")) << why;
}

TEST(InputReferenceTest, ABundleNeedNotTell) {
  const test::BundleCopy copy;
  copy.change_manifest([](BundleManifest& manifest) { manifest.inputs.reset(); });
  EXPECT_FALSE(Bundle::open(copy.path()).read_inputs());
}

}  // namespace
}  // namespace earmark::inference
