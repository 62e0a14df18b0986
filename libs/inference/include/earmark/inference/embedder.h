#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/features/log_mel_patch.h"
#include "earmark/inference/bundle.h"
#include "earmark/inference/trunk.h"

namespace earmark::inference {

/// The kinds of trunks, in the order of their values in an embedding.
[[nodiscard]] std::span<const std::string_view> trunk_kinds();

/// What a trunk's file is called in a bundle: its kind and ".onnx".
[[nodiscard]] std::string trunk_file(std::string_view kind);

/// Which networks these are: another text means other values.
[[nodiscard]] std::string trunks_version(std::span<const TrunkEntry> trunks);

/// A run of values of an embedding.
struct EmbeddingColumns {
  std::size_t first = 0;
  std::size_t size = 0;
};

/// CED's values in an embedding.
/// @param trunks    as trunks_version() has it
/// @param n_values  of the whole embedding
/// @return  none where CED is not among the trunks
[[nodiscard]] std::optional<EmbeddingColumns> ced_columns(std::string_view trunks,
                                                          std::size_t n_values);

/// Those of CED's values that say what a sound is like rather than what it is called. By them a
/// tagger tells how strange a sound is to it. Else as ced_columns().
[[nodiscard]] std::optional<EmbeddingColumns> sound_columns(std::string_view trunks,
                                                            std::size_t n_values);

/// Where in an embedding the logits of a trunk's tags lie.
struct TrunkTags {
  std::string kind;  ///< of the trunk
  std::size_t first = 0;
  std::vector<std::string> names;
};

/// A bundle's trunks: what they hear of a segment, one after the other, is its embedding. They are
/// read side by side in the background. Immutable, thread-safe.
class Embedder {
 public:
  /// Has no trunks.
  Embedder() = default;

  /// Begins to read all trunks of the bundle.
  /// @param n_threads  calls of embed() that run side by side; more wait
  /// @throws BundleError  a trunk of an unknown kind
  [[nodiscard]] static Embedder load(const Bundle& bundle, std::size_t n_threads);

  /// Begins to read the trunks that lie in a folder under the names that bundles give them:
  /// musicnn.onnx, ced.onnx. There may be none.
  /// @throws BundleError  a file that cannot be read
  [[nodiscard]] static Embedder of_folder(const std::filesystem::path& folder,
                                          std::size_t n_threads);

  [[nodiscard]] bool empty() const { return trunks_.empty(); }
  [[nodiscard]] std::size_t size() const { return trunks_.size(); }
  [[nodiscard]] const std::string& kind(std::size_t trunk) const { return entries_[trunk].kind; }
  /// What SongAnalyzer is to compute for embed(), in its order.
  [[nodiscard]] const std::vector<features::LogMelPatchConfig>& patches() const { return patches_; }
  /// trunks_version() of its trunks.
  [[nodiscard]] std::string version() const { return trunks_version(entries_); }

  [[nodiscard]] bool is_ready() const;
  /// Whether a trunk was found not to be usable by now.
  [[nodiscard]] bool has_failed() const;
  /// Numbers of all trunks, those first that are read.
  [[nodiscard]] std::vector<std::size_t> by_readiness() const;
  /// @throws BundleError  a trunk cannot be used
  void wait_until_ready() const;
  /// Waits for one trunk. @throws BundleError  it cannot be used
  void wait_until_ready(std::size_t trunk) const;

  /// Length of an embedding. Waits for the trunks. @throws BundleError  as wait_until_ready()
  [[nodiscard]] std::size_t n_values() const;

  /// The tags of each trunk. Waits for the trunks. @throws BundleError  as wait_until_ready()
  [[nodiscard]] std::vector<TrunkTags> tags() const;

  /// Waits for the trunks.
  /// @param patches  a segment's patches(), one after the other
  /// @param out      [n_values()]
  /// @throws std::invalid_argument  a wrong size
  /// @throws BundleError            as wait_until_ready(), or a value that is not finite
  void embed(std::span<const float> patches, std::span<float> out) const;

  /// Appends what one trunk hears to what those before it have heard. Waits for that trunk alone.
  /// @param trunk    number, in [0, size())
  /// @param patches  a segment's patches(), all of them
  /// @throws BundleError  as embed()
  void append(std::size_t trunk, std::span<const float> patches,
              std::vector<float>& embedding) const;

 private:
  using LoadingTrunk = std::shared_future<std::unique_ptr<const Trunk>>;

  void add(const TrunkEntry& entry, const std::string& where,
           const std::function<std::vector<std::byte>()>& read, std::size_t n_threads);

  std::vector<TrunkEntry> entries_;
  std::vector<features::LogMelPatchConfig> patches_;
  std::vector<LoadingTrunk> trunks_;
};

}  // namespace earmark::inference
