#include "picture_json.h"

#include <nlohmann/json.hpp>

namespace earmark::cli {
namespace {

using nlohmann::ordered_json;

const char* name_of(plot::ScaleKind kind) {
  switch (kind) {
    case plot::ScaleKind::kLog2:
      return "log2";
    case plot::ScaleKind::kMel:
      return "mel";
    case plot::ScaleKind::kLinear:
      break;
  }
  return "linear";
}

ordered_json axis_json(const plot::Scale& scale, const std::string& unit) {
  return {{"unit", unit},
          {"scale", name_of(scale.kind())},
          {"low", scale.low()},
          {"high", scale.high()}};
}

}  // namespace

std::string picture_json(const std::string& kind, const std::string& file,
                         const plot::Picture& picture) {
  ordered_json json{{"file", file},
                    {"kind", kind},
                    {"width", picture.options().width},
                    {"height", picture.options().height},
                    {"axes", ordered_json::array()}};
  for (const plot::AxesPlace& place : picture.axes()) {
    json["axes"].push_back({{"name", place.name},
                            {"left", place.left},
                            {"top", place.top},
                            {"width", place.width},
                            {"height", place.height},
                            {"x", axis_json(place.x, place.x_unit)},
                            {"y", axis_json(place.y, place.y_unit)}});
  }
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace earmark::cli
