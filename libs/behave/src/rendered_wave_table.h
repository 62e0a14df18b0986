#pragma once

#include <functional>
#include <vector>

namespace earmark::behave {

/// One period of a sum of harmonics, to be read at any phase: a steady tone that costs the same
/// whatever is in it.
class WaveTable {
 public:
  /// @param hz    of the fundamental; harmonics up to 7 kHz are made, 60 at most
  /// @param gain  of harmonic k, which is 1, 2, ...
  WaveTable(double hz, const std::function<double(int k)>& gain);

  /// @param turns  phase in periods, >= 0
  [[nodiscard]] double at(double turns) const;

 private:
  std::vector<double> period_;
};

}  // namespace earmark::behave
