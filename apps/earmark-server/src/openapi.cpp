#include "openapi.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "builtin_openapi.h"

namespace earmark::server {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const YAML::Node& node);

Json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  // "!" is what yaml-cpp calls the tag of a quoted scalar.
  if (node.Tag() == "!") {
    return text;
  }
  if (text == "true" || text == "false") {
    return text == "true";
  }
  std::int64_t whole = 0;
  const char* const end = text.data() + text.size();
  if (const auto [stop, error] = std::from_chars(text.data(), end, whole);
      error == std::errc{} && stop == end) {
    return whole;
  }
  double number = 0;
  if (const auto [stop, error] = std::from_chars(text.data(), end, number);
      error == std::errc{} && stop == end) {
    return number;
  }
  return text;
}

/// A map, in which "<<" stands for another one whose entries it takes over.
Json object(const YAML::Node& node) {
  Json json = Json::object();
  for (const auto& entry : node) {
    const auto& key = entry.first.Scalar();
    if (key == "<<") {
      json.update(to_json(entry.second));
    } else {
      json[key] = to_json(entry.second);
    }
  }
  return json;
}

Json to_json(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Map:
      return object(node);
    case YAML::NodeType::Sequence: {
      Json list = Json::array();
      for (const auto& item : node) {
        list.push_back(to_json(item));
      }
      return list;
    }
    case YAML::NodeType::Scalar:
      return scalar(node);
    default:
      return nullptr;
  }
}

}  // namespace

const std::string& openapi_json() {
  static const std::string text = to_json(YAML::Load(kOpenapiYaml)).dump() + '\n';
  return text;
}

}  // namespace earmark::server
