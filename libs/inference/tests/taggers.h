#pragma once

#include <cstddef>
#include <filesystem>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bundles.h"
#include "earmark/base/file_bytes.h"
#include "earmark/base/sha256.h"
#include "earmark/inference/embedder.h"
#include "earmark/ml/logistic_regression.h"

// What tests of taggers share: the shipped trunks, and a bundle with a head on them.
namespace earmark::inference::test {

inline std::vector<std::byte> shipped(std::string_view file) {
  return read_file(kShipped / file, Bundle::kMaxMemberBytes);
}

/// How the bundle's manifest names a shipped trunk.
inline TrunkEntry shipped_trunk(std::string_view kind) {
  return {std::string{kind}, trunk_file(kind), sha256_hex(shipped(trunk_file(kind))), ""};
}

inline std::vector<TrunkEntry> shipped_trunks() {
  return {shipped_trunk("musicnn"), shipped_trunk("ced")};
}

/// Values as a patch of sound may hold them, other ones for every seed.
inline std::vector<float> patch_values(const features::LogMelPatchConfig& config,
                                       std::uint32_t seed) {
  const bool decibels = config.scale == features::PatchScale::kDecibels;
  std::mt19937 engine{seed};
  std::uniform_real_distribution<float> any{decibels ? -60.0F : 0.0F, decibels ? 30.0F : 4.0F};
  std::vector<float> values(config.n_values());
  for (float& value : values) {
    value = any(engine);
  }
  return values;
}

/// A head of small coefficients by chance.
inline ml::LogisticRegression random_head(std::size_t n_values,
                                          const std::vector<std::string>& genres,
                                          const std::string& trunks) {
  std::mt19937 engine{5};
  std::normal_distribution<double> any{0.0, 0.01};
  std::vector<double> coefficients(n_values * genres.size());
  for (double& coefficient : coefficients) {
    coefficient = any(engine);
  }
  return ml::LogisticRegression{std::move(coefficients), std::vector<double>(genres.size())}.named(
      {genres, trunks});
}

/// A copy of the shipped bundle with both trunks and a tagger, the sole member of the profile
/// "tagger".
class TaggerBundle {
 public:
  TaggerBundle() {
    const std::size_t n_values = Embedder::of_folder(path(), 1).n_values();
    copy_.change_manifest([&](BundleManifest& m) {
      m.trunks = shipped_trunks();
      const auto head = random_head(n_values, m.genres, trunks_version(m.trunks));
      head.save(path() / "random.lr");
      m.members = {m.member("forest"),
                   {"tagger", "tagger", "random.lr", sha256_hex(head.to_bytes()), 1.0}};
      m.profiles = {{"both", {"forest", "tagger"}}, {"tagger", {"tagger"}}};
      m.calibrations = {};
    });
  }

  [[nodiscard]] std::filesystem::path path() const { return copy_.path(); }
  [[nodiscard]] const BundleCopy& copy() const { return copy_; }

 private:
  BundleCopy copy_;
};

}  // namespace earmark::inference::test
