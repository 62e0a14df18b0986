#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "earmark/augment/encode.h"
#include "earmark/augment/resample_to.h"
#include "earmark/base/atomic_file.h"
#include "earmark/behave/rendered_music.h"

// A song for who has none at hand: half a minute of plain music as a stereo WAV file of 44.1 kHz.

namespace earmark {
namespace {

constexpr const char* kKind = "string quartet";
constexpr double kDurationS = 30;
constexpr std::uint64_t kSeed = 1;
constexpr int kSampleRate = 44100;

augment::Sound on_two_channels(const augment::Sound& mono) {
  augment::Sound stereo{.samples = {}, .sample_rate = mono.sample_rate, .n_channels = 2};
  stereo.samples.reserve(2 * mono.samples.size());
  for (const float sample : mono.samples) {
    stereo.samples.insert(stereo.samples.end(), 2, sample);
  }
  return stereo;
}

void write_clip(const std::string& path) {
  const auto kinds = behave::music_kinds();
  const auto kind = std::ranges::find(kinds, std::string{kKind}, &behave::MusicKind::name);
  const augment::Sound music =
      augment::resample_to(behave::render(*kind, kDurationS, kSeed), kSampleRate);
  write_file(path, augment::encode(on_two_channels(music), augment::FileFormat::wav));
}

}  // namespace
}  // namespace earmark

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: earmark-render-clip FILE.wav\n", stderr);
    return 2;
  }
  try {
    earmark::write_clip(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "earmark-render-clip: %s\n", error.what());
    return 1;
  }
  return 0;
}
