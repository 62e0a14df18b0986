#include "json_read.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace earmark::tracking {
namespace {

template <typename Number>
Number read_number(const std::string& text) {
  Number value{};
  (void)std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

nlohmann::json read_object(std::string_view text) {
  constexpr int kMostDepth = 64;  // MLflow's answers and our entries have six levels
  bool is_too_deep = false;
  const auto look = [&](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    is_too_deep = is_too_deep || depth > kMostDepth;
    return !is_too_deep;
  };
  nlohmann::json json = nlohmann::json::parse(text, look, false);
  return json.is_object() && !is_too_deep ? std::move(json) : nlohmann::json{};
}

std::int64_t whole_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) {
    return 0;
  }
  if (found->is_string()) {
    return read_number<std::int64_t>(found->get<std::string>());
  }
  if (found->is_number_float()) {
    constexpr double kLimit = 0x1p63;
    const auto value = found->get<double>();
    return value >= -kLimit && value < kLimit ? static_cast<std::int64_t>(value) : 0;
  }
  const bool is_larger =
      found->is_number_unsigned() &&
      found->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  return found->is_number() && !is_larger ? found->get<std::int64_t>() : 0;
}

bool is_whole_number(const std::string& text) {
  constexpr std::size_t kMostDigits = 18;
  return !text.empty() && text.size() <= kMostDigits &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

double number_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) {
    return 0;
  }
  if (!found->is_string()) {
    return found->is_number() ? found->get<double>() : 0;
  }
  const std::string text = found->get<std::string>();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (text == "NaN") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return text == "Infinity"    ? kInfinity
         : text == "-Infinity" ? -kInfinity
                               : read_number<double>(text);
}

nlohmann::json to_json(const std::vector<NamedText>& texts) {
  nlohmann::json list = nlohmann::json::array();
  for (const NamedText& text : texts) {
    list.push_back({{"key", text.key}, {"value", text.value}});
  }
  return list;
}

nlohmann::json to_json(const Metric& metric) {
  nlohmann::json json{
      {"key", metric.key}, {"timestamp", metric.timestamp_ms}, {"step", metric.step}};
  if (std::isfinite(metric.value)) {
    json["value"] = metric.value;
  } else {
    json["value"] = std::isnan(metric.value) ? "NaN" : metric.value > 0 ? "Infinity" : "-Infinity";
  }
  return json;
}

std::vector<NamedText> named_texts(const nlohmann::json& list) {
  std::vector<NamedText> texts;
  texts.reserve(list.size());
  for (const auto& entry : list) {
    texts.push_back({text_at(entry, "key"), text_at(entry, "value")});
  }
  return texts;
}

Metric metric_of(const nlohmann::json& json) {
  return {text_at(json, "key"), number_at(json, "value"), whole_at(json, "timestamp"),
          whole_at(json, "step")};
}

}  // namespace earmark::tracking
