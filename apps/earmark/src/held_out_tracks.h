#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace earmark::inference {
class Member;
}
namespace earmark::ml {
struct PreparedData;
}

namespace earmark::cli {

/// Tracks that no member was trained on, with each member's answer for each.
struct HeldOutTracks {
  std::vector<std::string> groups;  ///< artists, or tracks where the artist is unknown
  std::vector<int> y;
  /// For each member of the manifest, in its order: [n_tracks, n_genres].
  std::vector<std::vector<double>> probabilities;
};

/// Appends what one more member says of the tracks of these segments.
/// @param y     class of every segment of the data set
/// @param rows  numbers of the segments, the same for every member
/// @throws BundleError, Interrupted
void add_answers(const inference::Member& member, const ml::PreparedData& data,
                 std::span<const int> y, std::span<const std::size_t> rows, HeldOutTracks& tracks);

}  // namespace earmark::cli
