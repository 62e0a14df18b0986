#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/member.h"
#include "earmark/inference/member_choice.h"
#include "earmark/inference/model_store.h"

namespace earmark::inference {

/// The chosen members of a bundle. They are read side by side in the background, since a network
/// takes as long to compile as a song to decode. Immutable, thread-safe.
class Ensemble {
 public:
  /// Begins to read those members that the store has not.
  ///
  /// @param names  members of the bundle, in the order in which they are reported
  /// @param tags   read the trunks, which name tags, even where no member hears through them
  /// @throws BundleError            the bundle has no such member
  /// @throws std::invalid_argument  no names
  [[nodiscard]] static Ensemble load(const ModelStore& models,
                                     const std::vector<std::string>& names, bool tags = false);

  /// Whether every member and trunk is read, so that predict() does not wait.
  [[nodiscard]] bool is_ready() const;
  /// @throws BundleError  as Bundle::read_member, load_member and Trunk::load
  void wait_until_ready() const;

  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] std::size_t n_genres() const { return n_genres_; }
  [[nodiscard]] const std::string& name(std::size_t member) const {
    return choice_.names()[member];
  }

  /// One member's probabilities of each segment. Waits for the member.
  ///
  /// @param inputs  those that the member needs
  /// @param out     [n_segments, n_genres]
  /// @throws BundleError  as wait_until_ready()
  void predict(std::size_t member, const SegmentInputs& inputs, MatrixView<double> out) const;

  /// How the member's answers for a song's segments become one. Waits for the member.
  /// @throws BundleError  as wait_until_ready()
  [[nodiscard]] SongMean song_mean(std::size_t member) const;

  /// The trunks; empty where they are not needed.
  [[nodiscard]] const Embedder& embedder() const { return embedder_; }

  /// MemberChoice::combine(). @param members  [size(), n_genres]: each member's probabilities
  [[nodiscard]] std::vector<double> combine(MatrixView<const double> members) const {
    return choice_.combine(members);
  }

  /// What tells music from other sound; none where the bundle has no rule or no trunk is read.
  [[nodiscard]] const std::optional<MusicRule>& music_rule() const { return music_rule_; }

  /// A highest probability under this is unsure.
  [[nodiscard]] double unsure_below() const { return choice_.unsure_below(); }
  /// Whether the bundle has a calibration for this very choice; without, T is 1 and nothing unsure.
  [[nodiscard]] bool calibrated() const { return choice_.calibrated(); }

 private:
  explicit Ensemble(MemberChoice choice) : choice_{std::move(choice)} {}

  MemberChoice choice_;
  std::vector<ModelStore::LoadingMember> members_;
  Embedder embedder_;
  std::optional<MusicRule> music_rule_;
  std::size_t n_genres_ = 0;
};

}  // namespace earmark::inference
