#pragma once

#include <filesystem>
#include <string>

#include "earmark/command_line/console.h"

namespace earmark::cli {

/// The folder of a bundle that "models:/NAME@ALIAS", "models:/NAME/3" or "models:/NAME/latest"
/// names in the registry of the server of MLFLOW_TRACKING_URI: brought to EARMARK_CACHE (or the
/// user's folder for such things) and checked; or, where the server is away or the bundle bad, the
/// last good one from there, which is told.
/// @throws UsageError     no address, or MLFLOW_TRACKING_URI is not set
/// @throws TrackingError, BundleError  it cannot be had, and none is there from before
[[nodiscard]] std::filesystem::path registry_bundle(Console& console, const std::string& address);

}  // namespace earmark::cli
