#include "resample_frames.h"

#include <array>
#include <span>

namespace earmark::augment {
namespace {

constexpr std::size_t kBlock = 4096;

/// Puts blocks of a channel's new samples where they belong; those after the last frame go nowhere.
class ChannelWriter {
 public:
  ChannelWriter(Sound& sound, std::size_t channel) : sound_{sound}, at_{channel} {}

  void write(std::span<const float> samples) {
    for (const float x : samples) {
      if (at_ >= sound_.samples.size()) {
        return;
      }
      sound_.samples[at_] = x;
      at_ += static_cast<std::size_t>(sound_.n_channels);
    }
  }

 private:
  Sound& sound_;
  std::size_t at_;
};

}  // namespace

Sound resample_frames(const Sound& sound, const audio::ResamplerConfig& config,
                      std::size_t n_frames) {
  const auto n_channels = static_cast<std::size_t>(sound.n_channels);
  Sound result{.samples = std::vector<float>(n_frames * n_channels),
               .sample_rate = sound.sample_rate,
               .n_channels = sound.n_channels};
  audio::Resampler resampler{config};
  std::array<float, kBlock> in{};
  std::array<float, kBlock> out{};
  for (std::size_t c = 0; c < n_channels; ++c) {
    resampler.reset();
    ChannelWriter writer{result, c};
    for (std::size_t at = 0; at < sound.n_frames();) {
      const std::size_t n = std::min(kBlock, sound.n_frames() - at);
      for (std::size_t i = 0; i < n; ++i) {
        in[i] = sound.samples[(at + i) * n_channels + c];
      }
      const auto progress = resampler.process(std::span{in}.first(n), out);
      writer.write(std::span{out}.first(progress.n_written));
      at += progress.n_read;
    }
    for (std::size_t n = kBlock; n == kBlock;) {
      n = resampler.finish(out);
      writer.write(std::span{out}.first(n));
    }
  }
  return result;
}

}  // namespace earmark::augment
