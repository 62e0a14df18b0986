#pragma once

#include <string>

#include "earmark/command_line/console.h"
#include "earmark/process/exit_code.h"

namespace earmark::cli {

struct BundlePromoteFlags {
  std::string version;  ///< "NAME/3", "NAME/latest", or the same after "models:/"
  std::string alias;
  bool force = false;
};

/// Lets an alias of a registered model name this version, where it was right more often than the
/// one that the alias names now, on the same tracks; or where it names none; or by force. Shows
/// both versions' figures.
/// @return kSomeInputFailed where the version is not better
/// @throws UsageError, BundleError
ExitCode promote_bundle(Console& console, const BundlePromoteFlags& flags);

}  // namespace earmark::cli
