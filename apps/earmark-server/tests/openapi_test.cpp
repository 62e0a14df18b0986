#include "openapi.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace earmark::server {
namespace {

using nlohmann::literals::operator""_json_pointer;

const nlohmann::json& contract() {
  static const auto json = nlohmann::json::parse(openapi_json());
  return json;
}

TEST(OpenapiTest, ScalarsHaveTheirTypes) {
  EXPECT_EQ(contract().at("openapi"), "3.1.0");
  const auto& ready = contract().at("/paths/~1v1~1predictions/post/parameters"_json_pointer);
  EXPECT_EQ(ready[0].at("schema").at("default"), false);
  EXPECT_EQ(ready[1].at("schema").at("minimum"), 0.5);
  EXPECT_EQ(ready[2].at("schema").at("maximum"), 254);
  EXPECT_TRUE(
      contract().at("/paths/~1v1~1predictions/post/responses"_json_pointer).contains("200"));
}

TEST(OpenapiTest, AMergedMapHasItsOwnEntriesAndTheOthers) {
  const auto& old = contract().at("/paths/~1predict_music/post"_json_pointer);
  const auto& current = contract().at("/paths/~1predict~1music/post"_json_pointer);
  EXPECT_EQ(old.at("responses"), current.at("responses"));
  EXPECT_NE(old.at("operationId"), current.at("operationId"));
  EXPECT_FALSE(old.contains("<<"));
}

}  // namespace
}  // namespace earmark::server
