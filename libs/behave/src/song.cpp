#include "earmark/behave/song.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "earmark/audio/reader.h"
#include "earmark/augment/ranges.h"
#include "earmark/base/errors.h"
#include "earmark/behave/rendered_music.h"

namespace earmark::behave {
namespace {

constexpr double kPieceSeconds = 12;
constexpr std::size_t kMostChannels = 2;
constexpr std::size_t kBlock = std::size_t{1} << 16U;

std::vector<float> mixed_down(std::span<const float> interleaved, std::size_t n_channels) {
  std::vector<float> mono(interleaved.size() / n_channels);
  for (std::size_t i = 0; i < mono.size(); ++i) {
    const auto frame = interleaved.subspan(i * n_channels, n_channels);
    mono[i] = static_cast<float>(std::accumulate(frame.begin(), frame.end(), 0.0) /
                                 static_cast<double>(n_channels));
  }
  return mono;
}

/// As many of the next frames as there are, at most max_frames.
augment::Sound read_frames(audio::Reader& reader, std::size_t max_frames) {
  const auto n_channels = static_cast<std::size_t>(reader.info().n_channels);
  const bool mix = n_channels > kMostChannels;
  augment::Sound sound{.samples = {},
                       .sample_rate = reader.info().sample_rate,
                       .n_channels = mix ? 1 : reader.info().n_channels};
  std::vector<float> block(kBlock);
  for (std::size_t left = max_frames; left > 0;) {
    const auto room = std::span{block}.first(std::min(kBlock / n_channels, left) * n_channels);
    const std::size_t n = reader.read(room);
    if (n == 0) {
      break;
    }
    const auto frames = std::span<const float>{room}.first(n * n_channels);
    const std::vector<float> samples =
        mix ? mixed_down(frames, n_channels) : std::vector<float>(frames.begin(), frames.end());
    sound.samples.insert(sound.samples.end(), samples.begin(), samples.end());
    left -= n;
  }
  return sound;
}

}  // namespace

std::vector<Song> rendered_songs(std::span<const std::string> genres, std::size_t n_pieces,
                                 std::uint64_t seed) {
  std::vector<Song> songs;
  for (const MusicKind& kind : music_kinds()) {
    if (std::ranges::find(genres, kind.genre) == genres.end()) {
      continue;
    }
    for (std::size_t i = 1; i <= n_pieces; ++i) {
      songs.push_back({.name = kind.name + ' ' + std::to_string(i),
                       .genre = kind.genre,
                       .rendered = true,
                       .sound = [&kind, piece_seed = augment::song_seed(seed, kind.name, i)] {
                         return render(kind, kPieceSeconds, piece_seed);
                       }});
    }
  }
  return songs;
}

augment::Sound read_middle(const std::filesystem::path& file, double max_s) {
  audio::Reader reader = audio::Reader::open(file);
  const auto max_frames =
      static_cast<std::int64_t>(std::llround(max_s * reader.info().sample_rate));
  const std::int64_t surplus = reader.info().n_frames.value_or(0) - max_frames;
  augment::Sound sound;
  if (surplus > 0 && reader.seek(surplus / 2)) {
    sound = read_frames(reader, static_cast<std::size_t>(max_frames));
  }
  // Where the header lied there is little or nothing in what it called the middle.
  if (static_cast<std::int64_t>(sound.n_frames()) < max_frames && reader.seek(0)) {
    sound = read_frames(reader, static_cast<std::size_t>(max_frames));
  }
  if (sound.samples.empty()) {
    throw DecodeError{reader.name() + " holds no sound"};
  }
  return sound;
}

}  // namespace earmark::behave
