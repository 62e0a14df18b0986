#include "earmark/augment/read_sound.h"

#include <algorithm>

#include "earmark/audio/reader.h"

namespace earmark::augment {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16U;

DecodeError too_long(const audio::Reader& reader, std::size_t max_samples) {
  const auto per_s = static_cast<std::size_t>(reader.info().sample_rate) *
                     static_cast<std::size_t>(reader.info().n_channels);
  return {"too_long", reader.name() +
                          " is too long to be changed: at its rate and channels at most " +
                          std::to_string(max_samples / per_s) + " s are taken"};
}

}  // namespace

ReadSound read_sound(const std::filesystem::path& path, std::size_t max_samples) {
  audio::Reader reader = audio::Reader::open(path);
  const auto n_channels = static_cast<std::size_t>(reader.info().n_channels);
  Sound sound{.samples = {},
              .sample_rate = reader.info().sample_rate,
              .n_channels = reader.info().n_channels};
  // The header is not believed, but mostly right.
  const auto claimed =
      static_cast<std::size_t>(std::max<std::int64_t>(0, reader.info().n_frames.value_or(0)));
  sound.samples.reserve(std::min(claimed, max_samples / n_channels) * n_channels);
  std::vector<float> block(kBlock);
  while (const std::size_t n = reader.read(block)) {
    if (sound.samples.size() + n * n_channels > max_samples) {
      throw too_long(reader, max_samples);
    }
    sound.samples.insert(sound.samples.end(), block.begin(),
                         block.begin() + static_cast<std::ptrdiff_t>(n * n_channels));
  }
  if (sound.samples.empty()) {
    throw DecodeError{reader.name() + " holds no sound"};
  }
  return {.sound = std::move(sound), .warnings = reader.warnings()};
}

}  // namespace earmark::augment
