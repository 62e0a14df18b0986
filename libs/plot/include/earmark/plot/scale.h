#pragma once

namespace earmark::plot {

enum class ScaleKind {
  kLinear,
  kLog2,  ///< even in octaves
  kMel    ///< even in Slaney's mels
};

/// What an axis shows and how its values are spread along it. Immutable.
class Scale {
 public:
  /// @throws std::invalid_argument  not low < high, not finite, or not > 0 where it is kLog2, not
  ///                                >= 0 where it is kMel
  Scale(ScaleKind kind, double low, double high);

  [[nodiscard]] ScaleKind kind() const { return kind_; }
  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }

  /// Where a value lies: 0 at low(), 1 at high(), outside beyond.
  [[nodiscard]] double place(double value) const;

  /// The inverse of place().
  [[nodiscard]] double value(double place) const;

 private:
  ScaleKind kind_;
  double low_;
  double high_;
  double from_;
  double to_;
};

}  // namespace earmark::plot
