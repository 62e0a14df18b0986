#include "earmark/behave/case.h"

#include <gtest/gtest.h>

namespace earmark::behave {
namespace {

TEST(Case, AsksOfAMemberOrProfileWhatIsExceptedForIt) {
  const Case asked{.name = "a", .at_least = 0.9, .at_least_of = {{"forest", 0.5}, {"fast", 0.6}}};
  EXPECT_EQ(asked.asked_of({.name = "tagger", .members = {"tagger"}, .profiles = {"accurate"}}),
            0.9);
  EXPECT_EQ(asked.asked_of({.name = "forest", .members = {"forest"}, .profiles = {}}), 0.5);
  EXPECT_EQ(asked.asked_of({.name = "cnn", .members = {"cnn"}, .profiles = {"fast"}}), 0.6);
}

TEST(Case, AMembersOwnNameGoesBeforeItsProfiles) {
  const Case asked{.name = "a", .at_least_of = {{"forest", 0.5}, {"fast", 0.6}}};
  EXPECT_EQ(asked.asked_of({.name = "forest", .members = {"forest"}, .profiles = {"fast"}}), 0.5);
}

}  // namespace
}  // namespace earmark::behave
