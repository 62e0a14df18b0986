#include "augmented_text.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>

#include "earmark/augment/ranges.h"
#include "earmark/command_line/text_layout.h"

namespace earmark::cli {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json changes_json(const Augmented& augmented) {
  Json json = Json::object();
  for (const augment::NamedNumber& number : augment::numbers_of(augmented.changes)) {
    json[std::string{number.name}] = number.value;
  }
  if (augmented.crop_start_s) {
    json["crop_start_s"] = *augmented.crop_start_s;
  }
  if (!augmented.order.empty()) {
    json["order"] = augmented.order;
  }
  for (const augment::EqBand& band : augmented.changes.eq) {
    json["eq"].push_back({{"hz", band.hz}, {"gain_db", band.gain_db}, {"q", band.q}});
  }
  if (const auto& codec = augmented.changes.codec) {
    json["codec"] = {{"name", augment::codec_name(codec->kind)}, {"setting", codec->setting}};
  }
  return json;
}

std::string short_number(double value) {
  std::array<char, 32> text{};
  auto* const end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4)
          .ptr;
  return {text.data(), end};
}

}  // namespace

std::string augmented_json(const AugmentedFile& file, const Augmented& augmented) {
  const Json json{{"file", file.input.string()},
                  {"out", file.out.string()},
                  {"copy", file.copy},
                  {"changes", changes_json(augmented)},
                  {"measured",
                   {{"duration_s", augmented.duration_s},
                    {"sample_rate", augmented.sample_rate},
                    {"n_channels", augmented.n_channels},
                    {"peak", augmented.peak},
                    {"level_db", number_or_null(augmented.level_db)},
                    {"snr_db", number_or_null(augmented.snr_db)}}},
                  {"warnings", augmented.warnings}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string augmented_line(const AugmentedFile& file, const Augmented& augmented) {
  std::string text =
      printable(file.out.string()) + ": " + short_number(augmented.duration_s) + " s";
  for (const augment::NamedNumber& number : augment::numbers_of(augmented.changes)) {
    text += ", " + std::string{number.name} + ' ' + short_number(number.value);
  }
  for (const augment::EqBand& band : augmented.changes.eq) {
    text += ", eq " + short_number(band.hz) + ':' + short_number(band.gain_db) + ':' +
            short_number(band.q);
  }
  if (const auto& codec = augmented.changes.codec) {
    text += ", codec " + std::string{augment::codec_name(codec->kind)} + ':' +
            short_number(codec->setting);
  }
  return text + '\n';
}

}  // namespace earmark::cli
