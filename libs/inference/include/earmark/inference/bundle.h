#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/input_reference.h"

namespace earmark::inference {

/// A folder of models that answer together: bundle.json and the files it names. Nothing in it is
/// code, and nothing is used before its hash was checked. Immutable, thread-safe.
class Bundle {
 public:
  static constexpr std::size_t kMaxManifestBytes = std::size_t{1} << 16U;
  static constexpr std::size_t kMaxMemberBytes = std::size_t{1} << 28U;

  /// Reads bundle.json; the members' files are read when they are asked for.
  /// @throws BundleError  no such folder, or as BundleManifest::parse
  [[nodiscard]] static Bundle open(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const BundleManifest& manifest() const { return manifest_; }

  /// A member's file, whose hash is that of the manifest.
  /// @throws BundleError  the file is absent, too large or not the one that the manifest means
  [[nodiscard]] std::vector<std::byte> read_member(std::string_view name) const;

  /// A trunk's file, checked alike. @throws BundleError  as read_member()
  [[nodiscard]] std::vector<std::byte> read_trunk(const TrunkEntry& trunk) const;

  /// What the models learned from, where the bundle tells; the file is checked alike.
  /// @throws BundleError  as read_member() and InputReference::parse
  [[nodiscard]] std::optional<InputReference> read_inputs() const;

 private:
  [[nodiscard]] std::vector<std::byte> read_checked(const std::string& what,
                                                    const std::string& name,
                                                    const std::string& sha256) const;
  Bundle(std::filesystem::path folder, BundleManifest manifest);

  std::filesystem::path folder_;
  BundleManifest manifest_;
};

}  // namespace earmark::inference
