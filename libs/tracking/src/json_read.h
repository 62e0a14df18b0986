#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "earmark/tracking/run_data.h"
#include "earmark/tracking/tracking_error.h"

namespace earmark::tracking {

/// An answer as JSON. @throws TrackingError  it is none (kNotMlflow)
[[nodiscard]] inline nlohmann::json read_answer(const std::string& text, const std::string& uri) {
  nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) {
    throw TrackingError(Fault::kNotMlflow,
                        "no MLflow server answers at " + uri +
                            " (the answer is not JSON): set MLFLOW_TRACKING_URI to its address");
  }
  return json;
}

/// A text of an object; "" where there is none. The server leaves out what is empty.
[[nodiscard]] inline std::string text_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// A list of an object; an empty one where there is none.
[[nodiscard]] inline nlohmann::json list_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : nlohmann::json::array();
}

[[nodiscard]] inline nlohmann::json object_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : nlohmann::json::object();
}

/// A whole number, which servers write as a number or as a text; 0 where there is none.
[[nodiscard]] std::int64_t whole_at(const nlohmann::json& object, const char* key);

/// A number; MLflow writes those that are not finite as texts.
[[nodiscard]] double number_at(const nlohmann::json& object, const char* key);

[[nodiscard]] nlohmann::json to_json(const std::vector<NamedText>& texts);
[[nodiscard]] nlohmann::json to_json(const Metric& metric);
[[nodiscard]] std::vector<NamedText> named_texts(const nlohmann::json& list);
[[nodiscard]] Metric metric_of(const nlohmann::json& json);

}  // namespace earmark::tracking
