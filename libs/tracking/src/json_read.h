#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "earmark/tracking/run_data.h"
#include "earmark/tracking/tracking_error.h"

namespace earmark::tracking {

/// A JSON object from outside; null where the text is none, or one so deep that handling it would
/// take the stack.
[[nodiscard]] nlohmann::json read_object(std::string_view text);

/// The text of a request or an entry; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] inline std::string text_of(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// An answer as JSON. @throws TrackingError  it is none (kNotMlflow)
[[nodiscard]] inline nlohmann::json read_answer(const std::string& text, const std::string& uri) {
  nlohmann::json json = read_object(text);
  if (json.is_null()) {
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

/// A whole number, which servers write as a number or as a text; 0 where there is none, or none
/// that 64 bits hold.
[[nodiscard]] std::int64_t whole_at(const nlohmann::json& object, const char* key);

/// Whether a text is a whole number that 64 bits hold, as every version of a model is numbered.
[[nodiscard]] bool is_whole_number(const std::string& text);

/// A number; MLflow writes those that are not finite as texts.
[[nodiscard]] double number_at(const nlohmann::json& object, const char* key);

[[nodiscard]] nlohmann::json to_json(const std::vector<NamedText>& texts);
[[nodiscard]] nlohmann::json to_json(const Metric& metric);
[[nodiscard]] std::vector<NamedText> named_texts(const nlohmann::json& list);
[[nodiscard]] Metric metric_of(const nlohmann::json& json);

}  // namespace earmark::tracking
