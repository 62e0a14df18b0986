#include "earmark/behave/subject.h"

#include <gtest/gtest.h>

#include "earmark/base/errors.h"
#include "earmark/inference/bundle.h"

namespace earmark::behave {
namespace {

const inference::BundleManifest& shipped() {
  static const auto manifest = inference::Bundle::open(EARMARK_SHIPPED_BUNDLE).manifest();
  return manifest;
}

std::vector<std::string> names_of(const std::vector<Subject>& subjects) {
  std::vector<std::string> names;
  names.reserve(subjects.size());
  for (const Subject& subject : subjects) {
    names.push_back(subject.name);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(Subject, IsEachMemberAndEachProfileOfSeveral) {
  const auto subjects = subjects_of(shipped());
  EXPECT_EQ(names_of(subjects), (Names{"forest", "naive-bayes", "cnn", "tagger", "fast"}));
  EXPECT_EQ(subjects[3].profiles, Names{"accurate"});
  EXPECT_EQ(subjects[4].members, (Names{"forest", "cnn"}));
  EXPECT_EQ(members_of(subjects), (Names{"forest", "naive-bayes", "cnn", "tagger"}));
}

TEST(Subject, SomeMembersBringTheProfilesMadeOfThem) {
  EXPECT_EQ(names_of(subjects_of(shipped(), {"cnn", "forest"})), (Names{"cnn", "forest", "fast"}));
  EXPECT_EQ(names_of(subjects_of(shipped(), {"forest"})), Names{"forest"});
}

TEST(Subject, RefusesAMemberThatIsNotThere) {
  EXPECT_THROW((void)subjects_of(shipped(), {"oracle"}), BundleError);
}

}  // namespace
}  // namespace earmark::behave
