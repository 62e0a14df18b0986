#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/augment/encode.h"
#include "earmark/augment/resample_to.h"
#include "earmark/base/atomic_file.h"
#include "earmark/behave/rendered_music.h"

// A song for who has none at hand: half a minute of plain music of a kind, as a stereo WAV file of
// 44.1 kHz; or, where the name ends with .flac, half as long and small, of one
// channel at 22.05 kHz.

namespace earmark {
namespace {

constexpr const char* kDefaultKind = "string quartet";
constexpr double kDurationS = 30;
constexpr double kSmallDurationS = 15;
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

const behave::MusicKind& kind_of(const std::string& name) {
  const auto kinds = behave::music_kinds();
  const auto kind = std::ranges::find(kinds, name, &behave::MusicKind::name);
  if (kind == kinds.end()) {
    throw std::invalid_argument("there is no kind of music \"" + name + '"');
  }
  return *kind;
}

void write_clip(const std::string& path, const std::string& kind) {
  const bool is_small = path.ends_with(".flac");
  const augment::Sound music =
      behave::render(kind_of(kind), is_small ? kSmallDurationS : kDurationS, kSeed);
  write_file(path, is_small
                       ? augment::encode(music, augment::FileFormat::flac)
                       : augment::encode(on_two_channels(augment::resample_to(music, kSampleRate)),
                                         augment::FileFormat::wav));
}

}  // namespace
}  // namespace earmark

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::fputs("usage: earmark-render-clip FILE.wav|FILE.flac [KIND]\n", stderr);
    return 2;
  }
  try {
    earmark::write_clip(argv[1], argc == 3 ? argv[2] : earmark::kDefaultKind);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "earmark-render-clip: %s\n", error.what());
    return 1;
  }
  return 0;
}
