#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace earmark::inference {
class Member;
enum class SongMean;
}  // namespace earmark::inference
namespace earmark::ml {
struct HeldOutAnswers;
struct PreparedData;
}  // namespace earmark::ml

namespace earmark::cli {

/// Tracks that no member was trained on, with each member's answer for each.
struct HeldOutTracks {
  std::vector<std::size_t> first_row;  ///< a segment of each, to look up what the track is
  std::vector<std::string> groups;     ///< artists, or tracks where the artist is unknown
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

/// Appends what one more member's models said while it was trained.
/// @param y  class of every segment of the data set
void add_answers(const ml::HeldOutAnswers& answers, inference::SongMean mean,
                 const ml::PreparedData& data, std::span<const int> y, HeldOutTracks& tracks);

/// The tracks whose artist is known; all, where no artist is. Of the others nobody knows whether a
/// model has heard their artist.
[[nodiscard]] HeldOutTracks of_known_artists(const HeldOutTracks& tracks,
                                             const ml::PreparedData& data);

}  // namespace earmark::cli
