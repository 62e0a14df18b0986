#include "earmark/augment/encode.h"

#include <algorithm>
#include <cmath>

#include "memory_file.h"

namespace earmark::augment {
namespace {

constexpr int kMaxFlacChannels = 8;
constexpr int kMaxFlacSampleRate = 655'350;

void require_flac(const Sound& sound) {
  if (sound.n_channels > kMaxFlacChannels || sound.sample_rate > kMaxFlacSampleRate) {
    throw AugmentError("the sound has " + std::to_string(sound.n_channels) + " channels of " +
                       std::to_string(sound.sample_rate) +
                       " samples a second, where FLAC takes at most " +
                       std::to_string(kMaxFlacChannels) + " of " +
                       std::to_string(kMaxFlacSampleRate) + ": write WAV");
  }
}

}  // namespace

std::vector<std::byte> encode(const Sound& sound, FileFormat format) {
  sound.validate();
  if (format == FileFormat::flac) {
    require_flac(sound);
    return write_to_memory(sound, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, [](SNDFILE* file) {
      (void)::sf_command(file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
    });
  }
  return write_to_memory(sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT, [](SNDFILE* file) {
    // It holds the time of writing, which would tell equal sounds apart.
    (void)::sf_command(file, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  });
}

std::size_t n_beyond_full_scale(const Sound& sound) {
  return static_cast<std::size_t>(std::count_if(sound.samples.begin(), sound.samples.end(),
                                                [](float x) { return std::abs(x) > 1; }));
}

}  // namespace earmark::augment
