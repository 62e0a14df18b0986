#include "earmark/ml/artist_groups.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark::ml {
namespace {

/// Whether two artists are one in a list of these and others.
bool are_one(const std::string& a, const std::string& b, std::vector<std::string> others = {}) {
  others.push_back(a);
  others.push_back(b);
  const ArtistGroups groups{others};
  return groups.group(a, "1") == groups.group(b, "2");
}

TEST(ArtistGroups, SpellingsOfANameAreOne) {
  EXPECT_TRUE(are_one("Dr. Dre", "dr dre"));
  EXPECT_TRUE(are_one("AC/DC", "ACDC"));
  EXPECT_TRUE(are_one("The Clash", "Clash"));
  EXPECT_TRUE(are_one("Simon & Garfunkel", "Simon and Garfunkel"));
  EXPECT_TRUE(are_one("Harold Melvin & The Blue Notes", "Harold Melvin and Blue Notes"));
  EXPECT_FALSE(are_one("M\xC3\xB6tley", "Mtley"));
  EXPECT_FALSE(are_one("!!!", "???"));
  EXPECT_FALSE(are_one("The The", "The And"));
  EXPECT_FALSE(are_one("Thelonious Monk", "Lonious Monk"));
  EXPECT_FALSE(are_one("Andy", "Y"));
}

TEST(ArtistGroups, WhoPlaysWithOthersIsTheArtistOfTheList) {
  const std::string alone = "Bob Marley";
  for (const char* more :
       {"Bob Marley & the Wailers", "BOB MARLEY and The Wailers", "Bob Marley feat. Lee Perry",
        "Bob Marley ft Lee Perry", "Bob Marley Featuring Lee Perry", "Bob Marley, Peter Tosh",
        "Bob Marley; Peter Tosh", "Bob Marley (feat. Lee Perry)", "Bob Marley with Peter Tosh"}) {
    EXPECT_TRUE(are_one(alone, more)) << more;
  }
  EXPECT_TRUE(are_one("Wailers", "The Wailers & Bob Marley"));
  EXPECT_FALSE(are_one(alone, "Bob Marley's Band"));
  EXPECT_FALSE(are_one(alone, "Bob Marleyand Sons"));
  EXPECT_FALSE(are_one(alone, "Peter Tosh & Bob Marley"));
}

TEST(ArtistGroups, WhoIsNotInTheListAloneJoinsNobody) {
  EXPECT_FALSE(are_one("Earth, Wind & Fire", "Earth and Sky"));
  EXPECT_TRUE(are_one("Earth, Wind & Fire", "Earth and Sky", {"Earth"}));
  EXPECT_FALSE(are_one("Bob Marley & the Wailers", "Bob Marley & Lee Perry"));
}

TEST(ArtistGroups, OfSeveralArtistsItIsTheShortestForAll) {
  const std::string whole = "A & B feat. C";
  EXPECT_TRUE(are_one(whole, "A", {"A & B"}));
  EXPECT_TRUE(are_one(whole, "A & B", {"A"}));
  EXPECT_TRUE(are_one(whole, "A & B"));
}

TEST(ArtistGroups, OddNamesAreArtistsOfTheirOwn) {
  for (const char* name : {"&", " ", ",", "& B", "and", "The", " & ", "feat."}) {
    EXPECT_FALSE(are_one(name, "Bob Marley")) << name;
    EXPECT_TRUE(are_one(name, name)) << name;
  }
}

TEST(ArtistGroups, AnUnknownArtistsTrackIsAGroupOfItsOwn) {
  const ArtistGroups groups{std::vector<std::string>{"", "1", "Abba"}};
  EXPECT_NE(groups.group("", "1"), groups.group("", "2"));
  EXPECT_NE(groups.group("", "1"), groups.group("1", "1"));
  EXPECT_EQ(groups.artist(""), "");
  EXPECT_EQ(groups.artist("ABBA"), "abba");
  EXPECT_EQ(groups.artist("Nobody Listed"), "nobodylisted");
}

TEST(ArtistGroups, AnArtistsNameIsItsOwnArtist) {
  const ArtistGroups groups{std::vector<std::string>{"The Clash", "A & B", "A, C", "!!!", "The A"}};
  for (const char* name : {"The Clash", "A & B", "A, C", "!!!", "The A"}) {
    const std::string artist = groups.artist(name);
    EXPECT_EQ(ArtistGroups{std::vector<std::string>{artist}}.artist(artist), artist);
    EXPECT_EQ(groups.artist(artist), artist);
  }
}

}  // namespace
}  // namespace earmark::ml
