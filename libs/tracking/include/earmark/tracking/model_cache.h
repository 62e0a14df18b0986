#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "earmark/tracking/mlflow_api.h"
#include "earmark/tracking/registry.h"

namespace earmark::tracking {

/// Looks at a version's files before they are used. Throws DataError where they are not good.
using ModelCheck =
    std::function<void(const std::filesystem::path& folder, const ModelVersion& version)>;

/// A registered model on this disk.
struct CachedModel {
  std::filesystem::path folder;
  std::string version;
  std::string warning;  ///< one sentence on why it may not be the one asked for; "" where it is
};

/// Brings registered models to this disk, a folder a version, and remembers which one was good last
/// under each address, so that a server that is away or a bad version changes nothing.
///
/// Several processes may share a folder: a version appears there whole or not at all. The last five
/// versions of a model stay. Not thread-safe.
class ModelCache {
 public:
  static constexpr std::size_t kKeptVersions = 5;

  /// @param folder  for all servers and models; made where it is not there
  /// @param server  whose registry it is
  ModelCache(const std::filesystem::path& folder, const ServerAddress& server);

  /// The version that the address names, as a folder that `check` has passed; or else the last good
  /// one under the same address, with a warning.
  /// @throws TrackingError, DataError  there is neither: why the named one cannot be had
  [[nodiscard]] CachedModel fetch(MlflowApi& api, const ModelUri& uri, const ModelCheck& check);

 private:
  /// The last good one under the address; none where there is none.
  [[nodiscard]] std::optional<CachedModel> last_good(const ModelUri& uri, const ModelCheck& check,
                                                     const std::string& why) const;
  [[nodiscard]] std::filesystem::path model_folder(const std::string& name) const;
  [[nodiscard]] std::filesystem::path pointer(const ModelUri& uri) const;
  [[nodiscard]] std::filesystem::path bring(MlflowApi& api, const ModelVersion& version,
                                            const ModelCheck& check) const;
  void prune(const std::string& name) const;

  std::filesystem::path folder_;
};

}  // namespace earmark::tracking
