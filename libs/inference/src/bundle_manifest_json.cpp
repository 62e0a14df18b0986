#include "earmark/base/errors.h"
#include "earmark/inference/bundle_manifest.h"
#include "json_fields.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kFormat = 1;

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

InputsEntry parse_inputs(const Json& json, const std::string& where) {
  Fields fields{json, where + ", inputs"};
  InputsEntry entry{fields.get<std::string>("file"), fields.get<std::string>("sha256")};
  fields.refuse_others();
  return entry;
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
  if (const Json* inputs = fields.find("inputs")) {
    manifest.inputs = parse_inputs(*inputs, where);
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
  if (inputs) {
    json["inputs"] = {{"file", inputs->file}, {"sha256", inputs->sha256}};
  }
  json["unsure_rule"] = unsure_rule;
  Json& measured = json["figures"] = Json::array();
  for (const Figure& figure : figures) {
    measured.push_back(figure_json(figure));
  }
  return json.dump(2) + '\n';
}

}  // namespace earmark::inference
