#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/bundle.h"
#include "earmark/inference/member.h"

namespace earmark::inference {

/// The chosen members of a bundle, read and ready. Immutable, thread-safe.
class Ensemble {
 public:
  /// @param names  members of the bundle, in the order in which they are reported
  /// @throws BundleError  as Bundle::read_member and load_member
  [[nodiscard]] static Ensemble load(const Bundle& bundle, const std::vector<std::string>& names);

  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] std::size_t n_genres() const { return n_genres_; }
  [[nodiscard]] const std::string& name(std::size_t member) const { return names_[member]; }

  /// One member's probabilities of each segment.
  ///
  /// @param table  [n_segments, 57]; read only where the member needs it
  /// @param mfcc   [n_segments, 1690]; read only where the member needs it
  /// @param out    [n_segments, n_genres]
  void predict(std::size_t member, MatrixView<const float> table, MatrixView<const float> mfcc,
               MatrixView<double> out) const;

  /// The members' weighted mean, then the temperature: p^(1/T), scaled to add to 1.
  ///
  /// @param members  [size(), n_genres]: each member's probabilities
  /// @return         [n_genres]
  [[nodiscard]] std::vector<double> combine(MatrixView<const double> members) const;

  /// A highest probability under this is unsure.
  [[nodiscard]] double unsure_below() const { return calibration_.unsure_below; }
  /// Whether the bundle has a calibration for this very choice; without, T is 1 and nothing unsure.
  [[nodiscard]] bool calibrated() const { return calibrated_; }

 private:
  Ensemble() = default;

  std::vector<std::string> names_;
  std::vector<double> weights_;  ///< adding to 1
  std::vector<std::shared_ptr<const Member>> members_;
  std::size_t n_genres_ = 0;
  Calibration calibration_;
  bool calibrated_ = false;
};

}  // namespace earmark::inference
