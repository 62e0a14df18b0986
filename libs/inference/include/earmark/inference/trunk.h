#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/features/log_mel_patch.h"

namespace earmark::inference {

/// What a kind of trunk ("musicnn" or "ced") hears.
/// @throws BundleError  another kind
[[nodiscard]] features::LogMelPatchConfig patch_of(std::string_view kind);

/// A network, trained on much more music than ours, whose inner values describe a patch: they are
/// what a tagger's head learns from. Its last values are the logits of tags of its own.
///
/// Immutable; embed() is thread-safe.
class Trunk {
 public:
  /// @param kind       "musicnn" or "ced"
  /// @param onnx       the file's content: input "log_mel" [N, n_frames, n_mels], one output
  ///                   [N, n_values], metadata "tags", names with commas between them; of kind
  ///                   "ced" exactly the network that tools/ced_to_onnx.py writes
  /// @param where      the file's name in messages
  /// @param n_threads  calls of embed() that can run side by side; more may wait
  /// @throws BundleError  not a network that check_onnx takes, or with other inputs or outputs
  [[nodiscard]] static std::unique_ptr<const Trunk> load(std::string_view kind,
                                                         std::span<const std::byte> onnx,
                                                         std::string_view where,
                                                         std::size_t n_threads);
  virtual ~Trunk();
  Trunk(const Trunk&) = delete;
  Trunk& operator=(const Trunk&) = delete;

  [[nodiscard]] std::size_t n_values() const { return n_values_; }
  /// Names of the tags whose logits are the last values.
  [[nodiscard]] const std::vector<std::string>& tags() const { return tags_; }

  /// @param patch  [n_frames * n_mels] of patch_of(kind), frame by frame
  /// @param out    [n_values]
  /// @throws std::invalid_argument  a wrong size
  /// @throws BundleError            a value that is not finite
  void embed(std::span<const float> patch, std::span<float> out) const;

 protected:
  /// @param metadata  the file's; "tags" are the names whose logits are the last values
  /// @throws BundleError  no tags, or more than values
  Trunk(std::size_t n_inputs, std::size_t n_values,
        const std::map<std::string, std::string>& metadata);

 private:
  /// embed(), with sizes that are right; thread-safe.
  virtual void run(std::span<const float> patch, std::span<float> out) const = 0;

  std::size_t n_inputs_;
  std::size_t n_values_;
  std::vector<std::string> tags_;
};

}  // namespace earmark::inference
