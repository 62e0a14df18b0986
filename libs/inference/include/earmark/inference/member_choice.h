#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/prediction.h"

namespace earmark::inference {

/// How the answers of some members of a bundle become one: their weights, and the calibration that
/// was fitted for this very choice. Needs no model. Immutable, thread-safe.
class MemberChoice {
 public:
  /// @param names  members of the bundle, in the order in which they are reported
  /// @throws BundleError            the bundle has no such member
  /// @throws std::invalid_argument  no names
  MemberChoice(const BundleManifest& manifest, std::vector<std::string> names);

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  /// Whether a member hears through the bundle's trunks, so that its rule for music applies.
  [[nodiscard]] bool needs_trunks() const { return needs_trunks_; }

  /// The members' weighted mean, then the temperature: p^(1/T), scaled to add to 1.
  ///
  /// @param members  [names().size(), n_genres]: each member's probabilities
  /// @return         [n_genres]
  [[nodiscard]] std::vector<double> combine(MatrixView<const double> members) const;

  /// A highest probability under this is unsure.
  [[nodiscard]] double unsure_below() const { return calibration_.unsure_below; }
  /// Whether the bundle has a calibration for this very choice; without, T is 1 and nothing unsure.
  [[nodiscard]] bool calibrated() const { return calibrated_; }

 private:
  std::vector<std::string> names_;
  std::vector<double> weights_;  ///< adding to 1
  std::size_t n_genres_ = 0;
  bool needs_trunks_ = false;
  Calibration calibration_;
  bool calibrated_ = false;
};

/// What a Classifier of these members alone answers to a sound, told from the answer of one that
/// has others besides; networks' values within 1e-6. Only of the whole: it has no segments.
///
/// @param manifest  of the bundle that `all` comes from
/// @throws std::invalid_argument  `all` is not silence and lacks one of the members
[[nodiscard]] Prediction answer_of(const BundleManifest& manifest, const MemberChoice& choice,
                                   const Prediction& all);

}  // namespace earmark::inference
