#include "earmark/command_line/registry_bundle.h"

#include <stdexcept>

#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "earmark/command_line/tracking_settings.h"
#include "earmark/command_line/usage.h"
#include "earmark/command_line/version_tags.h"
#include "earmark/inference/bundle.h"
#include "earmark/tracking/model_cache.h"
#include "earmark/tracking/tracking_error.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

tracking::ModelUri parse_uri(const std::string& address) {
  try {
    return tracking::ModelUri::parse(address);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

/// Every file is the one that was registered: bundle.json by the version's tag, the others by
/// bundle.json.
void check(const fs::path& folder, const tracking::ModelVersion& version) {
  const auto bundle = inference::Bundle::open(folder);
  const std::string wanted = version.tag(version_tags::kBundleSha256);
  if (!wanted.empty() && sha256_file(folder / "bundle.json") != wanted) {
    throw BundleError("version " + version.version + " of " + version.name +
                      " is not as it was registered: its bundle.json has changed");
  }
  for (const auto& member : bundle.manifest().members) {
    (void)bundle.read_member(member.name);
  }
  for (const auto& trunk : bundle.manifest().trunks) {
    (void)bundle.read_trunk(trunk);
  }
  (void)bundle.read_inputs();
}

}  // namespace

fs::path registry_bundle(Console& console, const std::string& address) {
  const tracking::ModelUri uri = parse_uri(address);
  const TrackingSettings settings = TrackingSettings::require(address);
  const tracking::ServerAddress server = settings.server();
  tracking::ModelCache cache{user_folder("EARMARK_CACHE", "XDG_CACHE_HOME", ".cache") / "models",
                             server};
  tracking::CachedModel model;
  try {
    const auto http = settings.http();
    tracking::MlflowApi api{server, *http};
    model = cache.fetch(api, uri, check);
  } catch (const tracking::TrackingError& error) {
    throw BundleError(error.what());
  }
  if (!model.warning.empty()) {
    print_error(console, model.warning);
  }
  return model.folder;
}

}  // namespace earmark::cli
