#include "earmark/inference/bundle.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "bundles.h"

namespace earmark::inference {
namespace {

using test::mentions;
using test::refusal;

std::string opening(const std::filesystem::path& folder) {
  return refusal([&] { (void)Bundle::open(folder); });
}

TEST(Bundle, TheShippedOneIsWhole) {
  const Bundle bundle = Bundle::open(test::kShipped);
  for (const MemberEntry& member : bundle.manifest().members) {
    EXPECT_FALSE(bundle.read_member(member.name).empty()) << member.name;
  }
}

TEST(Bundle, SaysWhyAFolderIsNone) {
  const earmark::test::TempDir empty;
  EXPECT_TRUE(mentions(opening(empty.path() / "x"), "there is no bundle at"));
  EXPECT_TRUE(mentions(opening(empty.path()), "has no bundle.json"));
  write_file(empty.path() / "bundle.json", std::string(Bundle::kMaxManifestBytes + 1, ' '));
  EXPECT_NE(opening(empty.path()), "");
  write_file(empty.path() / "bundle.json", "{");
  const std::string why = opening(empty.path());
  EXPECT_TRUE(mentions(why, "bundle.json: is not JSON: parse error at line 1")) << why;
}

TEST(Bundle, RefusesAFileThatItDoesNotMean) {
  const test::BundleCopy copy;
  const Bundle bundle = Bundle::open(copy.path());
  std::ofstream{copy.path() / "naive-bayes.nb", std::ios::app} << 'x';
  const std::string why = refusal([&] { (void)bundle.read_member("naive-bayes"); });
  EXPECT_TRUE(mentions(why, "naive-bayes.nb is not the file that bundle.json means")) << why;
  EXPECT_TRUE(mentions(why, bundle.manifest().member("naive-bayes").sha256)) << why;
}

TEST(Bundle, SaysWhichMembersFileIsMissing) {
  const test::BundleCopy copy;
  std::filesystem::remove(copy.path() / "cnn.onnx");
  const Bundle bundle = Bundle::open(copy.path());
  const std::string why = refusal([&] { (void)bundle.read_member("cnn"); });
  EXPECT_TRUE(mentions(why, "member cnn of bundle default") && mentions(why, "cnn.onnx")) << why;
}

}  // namespace
}  // namespace earmark::inference
