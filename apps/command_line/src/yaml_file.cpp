#include "earmark/command_line/yaml_file.h"

#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

}  // namespace

std::string read_yaml_text(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw UsageError("there is no file " + file.string());
  }
  if (std::filesystem::file_size(file, error) > kMaxBytes) {
    throw UsageError(file.string() + " is too large for a file of parameters");
  }
  try {
    const auto bytes = read_file(file, kMaxBytes);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  } catch (const IoError&) {
    throw UsageError("cannot read " + file.string());
  }
}

YAML::Node parse_yaml(const std::string& text, const std::string& name) {
  try {
    return YAML::Load(text);
  } catch (const YAML::ParserException& parser) {
    throw UsageError(yaml_place(name, parser.mark) + "not YAML: " + parser.msg);
  }
}

std::string yaml_place(const std::string& name, const YAML::Mark& mark) {
  return name + ", line " + std::to_string(mark.line + 1) + ": ";
}

}  // namespace earmark::cli
