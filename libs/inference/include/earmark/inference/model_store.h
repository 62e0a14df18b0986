#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "earmark/inference/bundle.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/member.h"
#include "earmark/inference/song_analyzer.h"

namespace earmark::inference {

/// The models of one bundle, for any number of classifiers: each member and trunk is read when the
/// first of them needs it, and not again. What could not be read is tried anew when it is next
/// asked for.
///
///     const auto models = ModelStore::open("models/default");
///     const auto accurate = Classifier::open(models);
///     const auto fast = Classifier::open(models, {.profile = "fast"});
///
/// Copies share their models, which live as long as a copy, a Classifier or an Ensemble that uses
/// them. Thread-safe.
class ModelStore {
 public:
  using LoadingMember = std::shared_future<std::unique_ptr<const Member>>;

  /// Reads bundle.json, and no model yet. @throws BundleError  as Bundle::open
  [[nodiscard]] static ModelStore open(const std::filesystem::path& folder);

  explicit ModelStore(Bundle bundle);

  [[nodiscard]] const BundleManifest& manifest() const;

  /// A member; begins to read it, on a thread of its own, where nobody did. The future throws as
  /// Bundle::read_member and load_member.
  /// @throws BundleError  the bundle has no such member
  [[nodiscard]] LoadingMember member(const std::string& name) const;

  /// What the models learned from, where the bundle tells. @throws BundleError  as
  /// Bundle::read_inputs
  [[nodiscard]] std::optional<InputReference> inputs() const;

  /// All trunks; begins to read them where nobody did. @throws BundleError  as Embedder::load
  [[nodiscard]] Embedder embedder() const;

  /// What computes these inputs, one for all who ask for the same: it keeps megabytes of working
  /// memory for each thread that used it.
  [[nodiscard]] std::shared_ptr<const SongAnalyzer> analyzer(
      const SongAnalyzerOptions& options) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace earmark::inference
