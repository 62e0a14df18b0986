#include <nlohmann/json.hpp>
#include <set>
#include <type_traits>

#include "earmark/base/errors.h"
#include "earmark/inference/bundle_manifest.h"

namespace earmark::inference {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFormat = 1;

/// An object whose every field must be asked for: what nobody asked for is unknown.
class Fields {
 public:
  Fields(const Json& object, std::string where) : object_{object}, where_{std::move(where)} {
    if (!object.is_object()) {
      throw BundleError(where_ + ": must be a JSON object");
    }
  }

  template <typename T>
  T get(const char* key) {
    const auto found = object_.find(key);
    if (found == object_.end()) {
      throw BundleError(where_ + ": \"" + key + "\" is missing");
    }
    return convert<T>(key, *found);
  }

  template <typename T>
  T get_or(const char* key, T otherwise) {
    return object_.contains(key) ? get<T>(key) : otherwise;
  }

  const Json& array(const char* key) {
    known_.insert(key);
    static const Json none = Json::array();
    const auto found = object_.find(key);
    if (found == object_.end()) {
      return none;
    }
    if (!found->is_array()) {
      throw BundleError(where_ + ": \"" + key + "\" must be a list");
    }
    return *found;
  }

  /// Null where there is no such field.
  const Json* find(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }

  void refuse_others() const {
    for (const auto& [key, value] : object_.items()) {
      if (!known_.contains(key)) {
        throw BundleError(where_ + ": unknown field \"" + key + "\"");
      }
    }
  }

  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  // nlohmann's own conversion casts any number, and true and false, to the wanted type.
  template <typename T>
  static bool fits(const Json& value) {
    if constexpr (std::is_same_v<T, std::size_t>) {
      return value.is_number_unsigned();
    } else if constexpr (std::is_same_v<T, double>) {
      return value.is_number();
    } else {
      static_assert(!std::is_arithmetic_v<T>, "say which numbers it takes");
      return true;
    }
  }

  template <typename T>
  T convert(const char* key, const Json& value) {
    known_.insert(key);
    if (!fits<T>(value)) {
      throw BundleError(where_ + ": \"" + key + "\" must be " +
                        (std::is_same_v<T, double> ? "a number" : "a whole number from 0 on"));
    }
    try {
      return value.get<T>();
    } catch (const Json::exception&) {
      throw BundleError(where_ + ": \"" + key + "\" has a value of the wrong kind");
    }
  }

  const Json& object_;
  std::string where_;
  std::set<std::string> known_;
};

using Names = std::vector<std::string>;

MemberEntry parse_member(const Json& json, const std::string& where) {
  Fields fields{json, where + ", members"};
  MemberEntry entry;
  entry.name = fields.get<std::string>("name");
  entry.kind = fields.get<std::string>("kind");
  entry.file = fields.get<std::string>("file");
  entry.sha256 = fields.get<std::string>("sha256");
  entry.weight = fields.get_or<double>("weight", 1);
  fields.refuse_others();
  return entry;
}

TrunkEntry parse_trunk(const Json& json, const std::string& where) {
  Fields fields{json, where + ", trunks"};
  TrunkEntry entry;
  entry.kind = fields.get<std::string>("kind");
  entry.file = fields.get<std::string>("file");
  entry.sha256 = fields.get<std::string>("sha256");
  entry.notice = fields.get_or<std::string>("notice", "");
  fields.refuse_others();
  return entry;
}

MusicRule parse_music(const Json& json, const std::string& where) {
  Fields fields{json, where + ", music"};
  MusicRule rule{fields.get<std::string>("trunk"), fields.get<Names>("tags"),
                 fields.get<double>("least")};
  fields.refuse_others();
  return rule;
}

Profile parse_profile(const Json& json, const std::string& where) {
  Fields fields{json, where + ", profiles"};
  Profile profile{fields.get<std::string>("name"), fields.get<Names>("members")};
  fields.refuse_others();
  return profile;
}

Calibration parse_calibration(const Json& json, const std::string& where) {
  Fields fields{json, where + ", calibrations"};
  Calibration calibration{fields.get<Names>("members"), fields.get<double>("temperature"),
                          fields.get<double>("unsure_below")};
  fields.refuse_others();
  return calibration;
}

Figure parse_figure(const Json& json, const std::string& where) {
  Fields fields{json, where + ", figures"};
  Figure figure;
  figure.data = fields.get<std::string>("data");
  figure.protocol = fields.get<std::string>("protocol");
  figure.members = fields.get<Names>("members");
  figure.n_tracks = fields.get<std::size_t>("n_tracks");
  figure.accuracy = fields.get<double>("accuracy");
  if (json.contains("accuracy_ci95")) {
    figure.accuracy_ci95 = fields.get<std::array<double, 2>>("accuracy_ci95");
  }
  figure.note = fields.get_or<std::string>("note", "");
  fields.refuse_others();
  return figure;
}

BundleManifest parse_fields(Fields& fields) {
  const std::string& where = fields.where();
  if (const auto format = fields.get<std::size_t>("format"); format != kFormat) {
    throw BundleError(where + ": format " + std::to_string(format) +
                      " is not known to this program, which reads format 1");
  }
  BundleManifest manifest;
  manifest.name = fields.get<std::string>("name");
  manifest.version = fields.get<std::string>("version");
  manifest.genres = fields.get<Names>("genres");
  manifest.recipe = fields.get<std::string>("recipe");
  manifest.priors = fields.get<std::vector<double>>("priors");
  for (const Json& json : fields.array("trunks")) {
    manifest.trunks.push_back(parse_trunk(json, where));
  }
  for (const Json& json : fields.array("members")) {
    manifest.members.push_back(parse_member(json, where));
  }
  for (const Json& json : fields.array("profiles")) {
    manifest.profiles.push_back(parse_profile(json, where));
  }
  for (const Json& json : fields.array("calibrations")) {
    manifest.calibrations.push_back(parse_calibration(json, where));
  }
  if (const Json* music = fields.find("music")) {
    manifest.music = parse_music(*music, where);
  }
  manifest.unsure_rule = fields.get_or<std::string>("unsure_rule", "");
  for (const Json& json : fields.array("figures")) {
    manifest.figures.push_back(parse_figure(json, where));
  }
  fields.refuse_others();
  return manifest;
}

Json figure_json(const Figure& figure) {
  Json json{{"data", figure.data},
            {"protocol", figure.protocol},
            {"members", figure.members},
            {"n_tracks", figure.n_tracks},
            {"accuracy", figure.accuracy}};
  if (figure.accuracy_ci95) {
    json["accuracy_ci95"] = *figure.accuracy_ci95;
  }
  if (!figure.note.empty()) {
    json["note"] = figure.note;
  }
  return json;
}

Json parse_json(std::string_view json, std::string_view where) {
  try {
    return Json::parse(json);
  } catch (const Json::exception& error) {
    const std::string_view what = error.what();  // after "[json.exception.parse_error.101] "
    throw BundleError(std::string{where} + ": is not JSON: " +
                      std::string{what.substr(std::min(what.find("] ") + 2, what.size()))});
  }
}

}  // namespace

std::vector<Figure> parse_figures(std::string_view json, std::string_view where) {
  const Json document = parse_json(json, where);
  if (!document.is_array()) {
    throw BundleError(std::string{where} + ": must be a list of figures");
  }
  std::vector<Figure> figures;
  for (const Json& figure : document) {
    figures.push_back(parse_figure(figure, std::string{where}));
  }
  return figures;
}

MusicRule parse_music_rule(std::string_view json, std::string_view where) {
  return parse_music(parse_json(json, where), std::string{where});
}

BundleManifest BundleManifest::parse(std::string_view json, std::string_view where) {
  const Json document = parse_json(json, where);
  Fields fields{document, std::string{where}};
  BundleManifest manifest = parse_fields(fields);
  manifest.validate(where);
  return manifest;
}

std::string BundleManifest::to_json() const {
  Json json{{"format", kFormat}, {"name", name},     {"version", version},
            {"genres", genres},  {"recipe", recipe}, {"priors", priors}};
  if (!trunks.empty()) {
    Json& heard = json["trunks"] = Json::array();
    for (const TrunkEntry& t : trunks) {
      heard.push_back(
          {{"kind", t.kind}, {"file", t.file}, {"sha256", t.sha256}, {"notice", t.notice}});
    }
  }
  Json& entries = json["members"] = Json::array();
  for (const MemberEntry& m : members) {
    entries.push_back({{"name", m.name},
                       {"kind", m.kind},
                       {"file", m.file},
                       {"sha256", m.sha256},
                       {"weight", m.weight}});
  }
  Json& choices = json["profiles"] = Json::array();
  for (const Profile& p : profiles) {
    choices.push_back({{"name", p.name}, {"members", p.members}});
  }
  Json& fitted = json["calibrations"] = Json::array();
  for (const Calibration& c : calibrations) {
    fitted.push_back(
        {{"members", c.members}, {"temperature", c.temperature}, {"unsure_below", c.unsure_below}});
  }
  if (music) {
    json["music"] = {{"trunk", music->trunk}, {"tags", music->tags}, {"least", music->least}};
  }
  json["unsure_rule"] = unsure_rule;
  Json& measured = json["figures"] = Json::array();
  for (const Figure& figure : figures) {
    measured.push_back(figure_json(figure));
  }
  return json.dump(2) + '\n';
}

}  // namespace earmark::inference
