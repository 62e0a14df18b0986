#include "accept.h"

#include <gtest/gtest.h>

#include <array>

namespace earmark::server {
namespace {

constexpr std::array<std::string_view, 2> kOffers{"application/json", "text/event-stream"};

TEST(AcceptTest, NoHeaderTakesTheFirstOffer) {
  EXPECT_EQ(preferred("", kOffers), 0U);
  EXPECT_EQ(preferred("  ", kOffers), 0U);
}

TEST(AcceptTest, TheHighestQualityWins) {
  EXPECT_EQ(preferred("application/json;q=0.5, text/event-stream", kOffers), 1U);
  EXPECT_EQ(preferred("text/event-stream;q=0.2, application/json;q=0.3", kOffers), 0U);
}

TEST(AcceptTest, TheCloserRangeSaysTheQuality) {
  EXPECT_EQ(preferred("*/*, application/json;q=0", kOffers), 1U);
  EXPECT_EQ(preferred("text/*;q=0.9, */*;q=0.1", kOffers), 1U);
}

TEST(AcceptTest, EqualQualitiesGiveTheFirstOffer) {
  EXPECT_EQ(preferred("text/event-stream, application/json", kOffers), 0U);
  EXPECT_EQ(preferred("*/*", kOffers), 0U);
}

TEST(AcceptTest, NoneOfTheOffersIsNone) {
  EXPECT_FALSE(preferred("image/png", kOffers));
  EXPECT_FALSE(preferred("application/json;q=0", kOffers));
  EXPECT_FALSE(preferred("nonsense", kOffers));
}

TEST(AcceptTest, QualitiesThatAreNoNumbersCountAsZero) {
  EXPECT_FALSE(preferred("application/json;q=high", kOffers));
}

TEST(AcceptTest, ABrowserNamesPagesAndAProgramDoesNot) {
  EXPECT_TRUE(names("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"));
  EXPECT_TRUE(names("TEXT/HTML", "text/html"));
  EXPECT_FALSE(names("*/*", "text/html"));
  EXPECT_FALSE(names("text/html;q=0", "text/html"));
}

}  // namespace
}  // namespace earmark::server
