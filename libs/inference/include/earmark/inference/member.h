#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "earmark/base/matrix_view.h"

namespace earmark::inference {

/// What a member wants to know of a segment, one row a segment.
enum class Input {
  kTableRow,  ///< the 57 columns of features::feature_columns()
  kMfcc,      ///< 130 frames of 13 coefficients, [frame][coefficient]
  kEmbedding  ///< the values of the bundle's trunks
};

/// How a member's answers for the segments of a song become one.
enum class SongMean {
  kArithmetic,  ///< the mean of the probabilities
  kGeometric    ///< the mean of their logarithms, scaled to add to 1: of logits, for a linear model
};

/// Segments as members may ask for them, a row a segment; what no member asks for may be empty.
struct SegmentInputs {
  MatrixView<const float> table{nullptr, 0, 0};      ///< [n_segments, 57]
  MatrixView<const float> mfcc{nullptr, 0, 0};       ///< [n_segments, 1690]
  MatrixView<const float> embedding{nullptr, 0, 0};  ///< [n_segments, Embedder::n_values()]

  [[nodiscard]] MatrixView<const float> of(Input input) const;
};

/// What a kind of member ("forest", "naive-bayes", "cnn" or "tagger") wants to know.
/// @throws BundleError  another kind
[[nodiscard]] Input input_of(std::string_view kind);

/// A trained model that names the genre of segments. Immutable; predict() is thread-safe.
class Member {
 public:
  virtual ~Member() = default;
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  [[nodiscard]] virtual Input input() const = 0;
  [[nodiscard]] virtual SongMean song_mean() const { return SongMean::kArithmetic; }

  /// Probabilities of the bundle's genres for each segment. A segment's answer does not depend on
  /// the others in the batch.
  ///
  /// @param segments       [n_segments, values of input()], finite
  /// @param probabilities  [n_segments, n_genres], each row adding to 1
  /// @throws BundleError  the model's answer is no row of probabilities
  virtual void predict(MatrixView<const float> segments,
                       MatrixView<double> probabilities) const = 0;

 protected:
  Member() = default;
};

/// Reads a model.
///
/// @param kind      "forest", "naive-bayes", "cnn" or "tagger"
/// @param bytes     the file's content
/// @param genres    of the bundle: as many as it has classes, and the same in the same order where
///                  its file names them
/// @param where     the file's name in messages
/// @param trunks    which trunks make the embeddings (Embedder::version()); only for a tagger
/// @throws BundleError  damaged, of another kind, with other inputs or classes, or from features of
///                      another recipe than features::kRecipeVersion or of other trunks
[[nodiscard]] std::unique_ptr<Member> load_member(std::string_view kind,
                                                  std::span<const std::byte> bytes,
                                                  std::span<const std::string> genres,
                                                  std::string_view where,
                                                  std::string_view trunks = {});

}  // namespace earmark::inference
