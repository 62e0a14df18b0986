#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/embedder.h"

namespace earmark::inference {

/// What the trunks' tags say of one sound, gathered segment by segment. add() is thread-safe.
class HeardTags {
 public:
  /// @param embedder  must outlive this; may still be reading its trunks
  /// @param rule      what tells music; must outlive this
  HeardTags(const Embedder& embedder, const std::optional<MusicRule>& rule)
      : embedder_{&embedder}, rule_{&rule} {}

  /// @param embedding  of a segment, [n_values] of the embedder
  /// @throws BundleError  the rule names a tag that its trunk does not have
  void add(std::span<const float> embedding);

  /// Forgets all segments.
  void clear();

  /// The tags of a kind of trunk with their mean probabilities over the segments, the most probable
  /// first. After the last add().
  [[nodiscard]] std::vector<std::pair<std::string, double>> of_trunk(std::string_view kind) const;

  /// The mean over the segments of what the rule looks at; none without a rule or segments. After
  /// the last add().
  [[nodiscard]] std::optional<double> music() const;

 private:
  struct Tag {
    std::string trunk;
    std::string name;
    std::size_t place = 0;  ///< of its logit in an embedding
    bool is_music = false;  ///< the rule names it
  };

  [[nodiscard]] std::vector<Tag> find_tags() const;
  [[nodiscard]] double mean(std::uint64_t sum) const;

  const Embedder* embedder_;
  const std::optional<MusicRule>* rule_;
  std::once_flag tags_found_;
  std::vector<Tag> tags_;
  std::mutex mutex_;
  // Whole numbers of 2^-32: their sums do not depend on the order in which threads add.
  std::vector<std::uint64_t> sums_;  ///< of the tags' probabilities
  std::uint64_t music_sum_ = 0;
  std::size_t n_segments_ = 0;
};

}  // namespace earmark::inference
