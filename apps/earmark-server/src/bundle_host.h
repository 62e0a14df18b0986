#pragma once

#include <cstddef>
#include <ctime>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "drift_watch.h"
#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/model_store.h"

namespace earmark::server {

/// Who is asked: a choice of a bundle's models.
struct ModelChoice {
  std::string profile = {};               ///< "": the bundle's default
  std::vector<std::string> members = {};  ///< instead of a profile
  bool tags = false;

  // NOLINTNEXTLINE(readability-implicit-bool-conversion): in what the compiler makes of it
  friend auto operator<=>(const ModelChoice&, const ModelChoice&) = default;
};

/// A bundle in use, with the classifiers of the choices that were asked for. Thread-safe.
class LoadedBundle {
 public:
  static constexpr std::size_t kMaxOthers = 6;

  /// @throws BundleError  the bundle or its default models cannot be used
  LoadedBundle(const std::filesystem::path& folder, const std::string& profile);

  [[nodiscard]] const inference::BundleManifest& manifest() const;
  [[nodiscard]] const std::string& default_profile() const { return profile_; }
  [[nodiscard]] bool has_tags() const;
  /// Of the sounds that it judges; null where the bundle does not tell what it learned from.
  [[nodiscard]] DriftWatch* drift() const { return drift_.get(); }
  /// When it was read: as RFC 3339, UTC, and in seconds since 1970.
  [[nodiscard]] std::string loaded_at() const;
  [[nodiscard]] double loaded_s() const { return static_cast<double>(loaded_); }

  /// The classifier of a choice, whose models are those of the others; it lives as long as somebody
  /// holds it. Members may stand in any order. Of choices but the default the kMaxOthers that were
  /// asked for last are kept.
  /// @throws BundleError  a model cannot be used
  [[nodiscard]] std::shared_ptr<const inference::Classifier> classifier(ModelChoice choice);

 private:
  struct Other {
    ModelChoice choice;
    std::shared_ptr<const inference::Classifier> classifier;
  };

  inference::ModelStore models_;
  std::string profile_;
  std::time_t loaded_;
  std::shared_ptr<const inference::Classifier> default_;
  std::unique_ptr<DriftWatch> drift_;
  std::mutex mutex_;
  std::list<Other> others_;  ///< asked for last: first
};

/// The bundle that answers now, and its successor while that is being read. Thread-safe.
class BundleHost {
 public:
  /// Finds the folder of the bundle: a registry's may be another one each time.
  using Locate = std::function<std::filesystem::path()>;

  /// Reads the bundle. @throws BundleError  it cannot be used
  BundleHost(Locate locate, std::string profile);

  [[nodiscard]] std::shared_ptr<LoadedBundle> current() const;

  /// Reads the bundle anew and answers by it from then on; requests that run end by the old one.
  /// @throws BundleError  it cannot be used: the old one stays
  void reload();

  /// As reload(), where `locate` names another folder than before. @return  whether it did
  bool reload_if_moved();

 private:
  void read(const std::filesystem::path& folder);

  Locate locate_;
  std::string profile_;
  std::mutex reading_;
  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::shared_ptr<LoadedBundle> current_;
};

}  // namespace earmark::server
