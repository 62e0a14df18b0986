#include "earmark/audio/load.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "all_finite.h"
#include "earmark/audio/mono_stream.h"
#include "earmark/audio/reader.h"
#include "earmark/audio/resampler.h"
#include "frame_range.h"

namespace earmark::audio {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16U;

// Appends what next(span) gives until it gives less than was asked for.
template <typename Next>
std::vector<float> read_all(const Next& next) {
  std::vector<float> samples;
  while (true) {
    const std::size_t n_before = samples.size();
    samples.resize(n_before + kBlock);
    const std::size_t n = next(std::span{samples}.subspan(n_before));
    if (n < kBlock) {
      samples.resize(n_before + n);
      return samples;
    }
  }
}

std::vector<float> resample(std::span<const float> samples, const ResamplerConfig& config) {
  Resampler resampler{config};
  return read_all([&](std::span<float> out) {
    std::size_t n = 0;
    while (n < out.size() && !samples.empty()) {
      const auto progress = resampler.process(samples, out.subspan(n));
      samples = samples.subspan(progress.n_read);
      n += progress.n_written;
    }
    return n + resampler.finish(out.subspan(n));
  });
}

LoadedSound load_mono(Reader reader, const MonoStreamConfig& config) {
  MonoStream stream{std::move(reader), config};
  LoadedSound sound{.samples = {}, .sample_rate = stream.sample_rate(), .warnings = {}};
  sound.samples = read_all([&](std::span<float> out) { return stream.read(out); });
  sound.warnings = stream.warnings();
  return sound;
}

std::vector<std::vector<float>> read_channels(Reader& reader, const MonoStreamConfig& config) {
  const auto n_channels = static_cast<std::size_t>(reader.info().n_channels);
  const FrameRange range = seek_to_start(reader, config);
  auto n_left = static_cast<std::uint64_t>(range.n_frames);
  std::vector<std::vector<float>> channels(n_channels);
  std::vector<float> block(kBlock);
  while (n_left > 0) {
    const std::size_t n_asked = std::min<std::uint64_t>(n_left, kBlock / n_channels);
    const std::size_t n = reader.read(std::span{block}.first(n_asked * n_channels));
    if (n == 0) {
      break;
    }
    n_left -= n;
    for (std::size_t i = 0; i < n * n_channels; ++i) {
      channels[i % n_channels].push_back(block[i]);
    }
  }
  return channels;
}

LoadedSound load_channels(Reader reader, const MonoStreamConfig& config) {
  const auto channels = read_channels(reader, config);
  const std::size_t n_channels = channels.size();
  const int orig_sr = reader.info().sample_rate;
  LoadedSound sound{.samples = {},
                    .sample_rate = config.sr == 0 ? orig_sr : config.sr,
                    .n_channels = reader.info().n_channels,
                    .warnings = reader.warnings()};
  const ResamplerConfig rates{.orig_sr = static_cast<double>(orig_sr),
                              .target_sr = static_cast<double>(sound.sample_rate)};
  for (std::size_t c = 0; c < n_channels; ++c) {
    const auto channel = resample(channels[c], rates);
    require_no_overflow(channel, reader.name());
    sound.samples.resize(channel.size() * n_channels);
    for (std::size_t i = 0; i < channel.size(); ++i) {
      sound.samples[i * n_channels + c] = channel[i];
    }
  }
  return sound;
}

}  // namespace

LoadedSound load(const std::filesystem::path& path, const LoadConfig& config) {
  const MonoStreamConfig stream{.sr = config.sr,
                                .down_mix = DownMix::mean,
                                .offset_s = config.offset_s,
                                .duration_s = config.duration_s};
  stream.validate();
  Reader reader = Reader::open(path);
  return config.mono ? load_mono(std::move(reader), stream)
                     : load_channels(std::move(reader), stream);
}

}  // namespace earmark::audio
