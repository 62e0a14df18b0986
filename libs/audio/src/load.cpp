#include "earmark/audio/load.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "earmark/audio/mono_stream.h"
#include "earmark/audio/reader.h"

namespace earmark::audio {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16U;

std::vector<float> load_mono(Reader reader, const LoadConfig& config) {
  MonoStream stream{std::move(reader), MonoStreamConfig{.sr = config.sr,
                                                        .down_mix = DownMix::mean,
                                                        .offset_s = config.offset_s,
                                                        .duration_s = config.duration_s}};
  std::vector<float> samples;
  while (true) {
    const std::size_t n_before = samples.size();
    samples.resize(n_before + kBlock);
    const std::size_t n = stream.read(std::span{samples}.subspan(n_before));
    if (n < kBlock) {
      samples.resize(n_before + n);
      return samples;
    }
  }
}

}  // namespace

std::vector<float> load(const std::filesystem::path& path, const LoadConfig& config) {
  return load_mono(Reader::open(path), config);
}

}  // namespace earmark::audio
