#include "earmark/behave/rendered_music.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "rendered_kinds.h"

namespace earmark::behave {
namespace {

using Piece = Samples (*)(double duration_s, Rng& rng);

constexpr double kPeak = 0.8;
constexpr std::array<Piece, 7> kPieces{string_quartet, piano_nocturne,    hammering_guitars,
                                       rock_band,      four_on_the_floor, boom_bap,
                                       swing_quartet};

}  // namespace

std::span<const MusicKind> music_kinds() {
  static const std::array<MusicKind, kPieces.size()> kinds{{
      {.name = "string quartet", .genre = "classical"},
      {.name = "piano nocturne", .genre = "classical"},
      {.name = "hammering guitars", .genre = "metal"},
      {.name = "rock band", .genre = "rock"},
      {.name = "four on the floor", .genre = "disco"},
      {.name = "boom bap", .genre = "hiphop"},
      {.name = "swing quartet", .genre = "jazz"},
  }};
  return kinds;
}

augment::Sound render(const MusicKind& kind, double duration_s, std::uint64_t seed) {
  if (!(duration_s >= 1 && duration_s <= 60)) {
    throw std::invalid_argument("render: duration_s must be from 1 to 60");
  }
  const std::span<const MusicKind> kinds = music_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const MusicKind& other) { return other.name == kind.name; });
  if (found == kinds.end()) {
    throw std::invalid_argument("render: kind must be one of music_kinds()");
  }
  const auto place = static_cast<std::size_t>(std::distance(kinds.begin(), found));
  Rng rng{seed, place};
  const Piece play = kPieces.at(place);
  Samples piece = play(duration_s, rng);
  return {.samples = levelled(std::move(piece), kPeak), .sample_rate = kTapeRate};
}

}  // namespace earmark::behave
