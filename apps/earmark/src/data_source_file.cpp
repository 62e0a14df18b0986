#include "data_source_file.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "earmark/base/atomic_file.h"
#include "earmark/command_line/usage.h"
#include "params_file.h"

namespace earmark::cli {
namespace {

constexpr const char* kSection = "source";
constexpr const char* kHeader =
    "# What the pipeline learns from. Written by earmark prepare --write-source; the stage "
    "prepare\n"
    "# is done anew where the hash changes.\n";

ParamSetter text_param(std::string& value) {
  return [&value](const std::string& text) { value = text; };
}

std::string quoted(const std::string& text) {
  try {
    return nlohmann::json(text).dump();  // which is YAML too
  } catch (const nlohmann::json::type_error&) {
    throw UsageError("the name " + text + " is not UTF-8, so no file of YAML can hold it");
  }
}

}  // namespace

DataSource read_source(const std::filesystem::path& file) {
  DataSource source;
  read_params(
      file, {kSection}, kSection,
      {{"kind",
        [&source](const std::string& text) {
          source.kind = parse_choice({"it", text}, {"tracks", "genres-dir", "archive", "url"});
        }},
       {"place", text_param(source.place)},
       {"root", text_param(source.root)},
       {"inside", text_param(source.inside)},
       {"sha256", text_param(source.sha256)}});
  if (source.kind.empty() || source.place.empty() || source.sha256.empty()) {
    throw UsageError(file.string() + " needs kind, place and sha256 in its section " + kSection +
                     ": let earmark prepare --write-source write it");
  }
  return source;
}

DataSource known_source(const std::filesystem::path& file) {
  try {
    return read_source(file);
  } catch (const UsageError&) {
    return {};
  }
}

bool write_source(const std::filesystem::path& file, const DataSource& source) {
  if (known_source(file) == source) {
    return false;
  }
  std::string text = std::string{kHeader} + kSection + ":\n";
  for (const auto& [name, value] : {std::pair{"kind", &source.kind},
                                    {"place", &source.place},
                                    {"root", &source.root},
                                    {"inside", &source.inside},
                                    {"sha256", &source.sha256}}) {
    if (!value->empty()) {
      text += "  " + std::string{name} + ": " + quoted(*value) + '\n';
    }
  }
  std::error_code error;
  if (const auto folder = file.parent_path(); !folder.empty()) {
    std::filesystem::create_directories(folder, error);
  }
  write_file(file, text);
  return true;
}

}  // namespace earmark::cli
