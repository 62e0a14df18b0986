#include "earmark/tracking/registry.h"

#include <algorithm>
#include <stdexcept>

#include "json_read.h"

namespace earmark::tracking {
namespace {

using nlohmann::json;

constexpr std::string_view kScheme = "models:/";
constexpr const char* kMostVersions = "10000";

/// @throws TrackingError  its number is none, of which others make a file's name
ModelVersion version_of(const json& object, const std::string& uri) {
  ModelVersion version{.name = text_at(object, "name"),
                       .version = text_at(object, "version"),
                       .run_id = text_at(object, "run_id"),
                       .source = text_at(object, "source"),
                       .status = text_at(object, "status"),
                       .aliases = {},
                       .tags = named_texts(list_at(object, "tags")),
                       .creation_time_ms = whole_at(object, "creation_timestamp")};
  for (const json& alias : list_at(object, "aliases")) {
    if (alias.is_string()) {
      version.aliases.push_back(alias.get<std::string>());
    }
  }
  if (!is_whole_number(version.version)) {
    throw TrackingError(Fault::kNotMlflow, "the registry of " + uri +
                                               " numbers a version of a model \"" +
                                               version.version + "\", which is no whole number");
  }
  return version;
}

ModelVersion version_in(const std::string& answer, const std::string& uri) {
  return version_of(object_at(read_answer(answer, uri), "model_version"), uri);
}

/// A text in single quotes for MLflow's language of filters, which knows no escapes.
std::string filter_of(const std::string& name) {
  const char quote = name.find('\'') == std::string::npos ? '\'' : '"';
  return "name=" + (quote + name + quote);
}

}  // namespace

ModelUri ModelUri::parse(const std::string& text) {
  const auto refuse = [&] {
    throw std::invalid_argument("\"" + text +
                                "\" names no registered model: write models:/NAME@champion, "
                                "models:/NAME/3 or models:/NAME/latest");
  };
  if (!is_one(text)) {
    refuse();
  }
  const std::string rest = text.substr(kScheme.size());
  ModelUri uri;
  if (const std::size_t at = rest.find('@'); at != std::string::npos) {
    uri = {.name = rest.substr(0, at), .version = "", .alias = rest.substr(at + 1)};
    if (uri.alias.empty()) {
      refuse();
    }
  } else {
    const std::size_t slash = rest.find('/');
    if (slash == std::string::npos) {
      refuse();
    }
    const std::string version = rest.substr(slash + 1);
    if (version != "latest" && !is_whole_number(version)) {
      refuse();
    }
    uri = {
        .name = rest.substr(0, slash), .version = version == "latest" ? "" : version, .alias = ""};
  }
  if (uri.name.empty() || (uri.name + uri.alias).find_first_of("/:") != std::string::npos) {
    refuse();
  }
  return uri;
}

std::string ModelUri::text() const {
  const std::string model{std::string{kScheme} + name};
  if (!alias.empty()) {
    return model + '@' + alias;
  }
  return model + '/' + (version.empty() ? "latest" : version);
}

std::string ModelVersion::tag(const std::string& key) const {
  const auto found = std::ranges::find(tags, key, &NamedText::key);
  return found == tags.end() ? "" : found->value;
}

ModelVersion Registry::register_version(const NewModelVersion& version) {
  try {
    (void)api_.get("registered-models/get", {{"name", version.name}});
  } catch (const TrackingError& error) {
    if (error.fault() != Fault::kAbsent) {
      throw;
    }
    (void)api_.send("POST", "registered-models/create", text_of(json{{"name", version.name}}));
  }
  const json request{{"name", version.name},
                     {"source", version.source},
                     {"run_id", version.run_id},
                     {"description", version.description},
                     {"tags", to_json(version.tags)}};
  return version_in(api_.send("POST", "model-versions/create", text_of(request)), api_.uri());
}

ModelVersion Registry::find(const ModelUri& uri) {
  if (!uri.alias.empty()) {
    return version_in(
        api_.get("registered-models/alias", {{"name", uri.name}, {"alias", uri.alias}}),
        api_.uri());
  }
  if (!uri.version.empty()) {
    return version_in(
        api_.get("model-versions/get", {{"name", uri.name}, {"version", uri.version}}), api_.uri());
  }
  return versions(uri.name).front();
}

std::vector<ModelVersion> Registry::versions(const std::string& name) {
  const json answer =
      read_answer(api_.get("model-versions/search", {{"filter", filter_of(name)},
                                                     {"max_results", kMostVersions},
                                                     {"order_by", "version_number DESC"}}),
                  api_.uri());
  std::vector<ModelVersion> found;
  for (const json& version : list_at(answer, "model_versions")) {
    found.push_back(version_of(version, api_.uri()));
  }
  if (found.empty()) {
    throw TrackingError(Fault::kAbsent,
                        "the registry of " + api_.uri() + " has no version of a model " + name);
  }
  std::ranges::sort(found, std::greater{},
                    [](const ModelVersion& version) { return std::stoll(version.version); });
  return found;
}

void Registry::set_alias(const std::string& name, const std::string& alias,
                         const std::string& version) {
  (void)api_.send("POST", "registered-models/alias",
                  text_of(json{{"name", name}, {"alias", alias}, {"version", version}}));
}

void Registry::delete_alias(const std::string& name, const std::string& alias) {
  (void)api_.send("DELETE", "registered-models/alias",
                  text_of(json{{"name", name}, {"alias", alias}}));
}

void Registry::set_tag(const std::string& name, const std::string& version, const NamedText& tag) {
  (void)api_.send(
      "POST", "model-versions/set-tag",
      text_of(json{{"name", name}, {"version", version}, {"key", tag.key}, {"value", tag.value}}));
}

}  // namespace earmark::tracking
