#include "earmark/command_line/bundle_location.h"

#include <algorithm>
#include <string_view>

#include "earmark/command_line/registry_bundle.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/embedder.h"
#include "earmark/tracking/registry.h"

namespace earmark::cli {

namespace fs = std::filesystem;

fs::path program_folder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

fs::path bundle_location(Console& console, const std::string& flag,
                         const std::string& other_flags) {
  if (const Setting given = setting("--bundle", flag, "EARMARK_BUNDLE"); given.given()) {
    return tracking::ModelUri::is_one(given.text) ? registry_bundle(console, given.text)
                                                  : fs::path{given.text};
  }
  std::error_code error;
  fs::path installed = program_folder().parent_path() / "share/earmark/models/default";
  if (fs::exists(installed / "bundle.json", error)) {
    return installed;
  }
  fs::path in_source_tree = EARMARK_SOURCE_MODELS "/default";
  if (fs::exists(in_source_tree / "bundle.json", error)) {
    return in_source_tree;
  }
  throw UsageError("this program has no bundle of models at " + installed.string() +
                   "; name one with " + other_flags);
}

fs::path trunks_location(Console& console, const std::string& flag) {
  if (flag == "none") {
    return {};
  }
  fs::path folder =
      flag.empty() ? bundle_location(console, "", "--trunks or EARMARK_BUNDLE") : fs::path{flag};
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw UsageError("--trunks: there is no folder " + folder.string());
  }
  return folder;
}

fs::path tagger_trunks_location(Console& console, const std::string& flag) {
  fs::path folder = trunks_location(console, flag);
  if (folder.empty()) {
    throw UsageError("--trunks none leaves a tagger nothing to hear through");
  }
  std::error_code error;
  if (std::ranges::none_of(inference::trunk_kinds(), [&](std::string_view kind) {
        return fs::exists(folder / inference::trunk_file(kind), error);
      })) {
    throw UsageError("--trunks: " + folder.string() +
                     " holds none of the networks that a tagger hears through");
  }
  return folder;
}

}  // namespace earmark::cli
