#include "earmark/audio/mono_stream.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "all_finite.h"
#include "down_mixer.h"
#include "earmark/audio/resampler.h"
#include "frame_range.h"

namespace earmark::audio {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBlockFrames = 4096;
constexpr double kCancelledShare = 0.01;

}  // namespace

void MonoStreamConfig::validate() const {
  if (sr < 0) {
    throw std::invalid_argument("MonoStream: sr must be >= 0");
  }
  if (!(offset_s >= 0 && std::isfinite(offset_s))) {
    throw std::invalid_argument("MonoStream: offset_s must be finite and >= 0");
  }
  if (duration_s && !(*duration_s >= 0)) {
    throw std::invalid_argument("MonoStream: duration_s must be >= 0");
  }
}

struct MonoStream::State {
  Reader reader;
  MonoStreamConfig config;
  DownMixer mixer;
  Resampler resampler;
  std::int64_t n_left = 0;
  std::int64_t n_decoded = 0;
  std::vector<float> interleaved;
  std::vector<float> mono;
  std::span<const float> pending;  // mixed, not yet resampled
  bool input_is_over = false;
  Clock::duration decoding{0};
  Clock::duration resampling{0};

  State(Reader source, const MonoStreamConfig& wanted)
      : reader{std::move(source)},
        config{wanted},
        mixer{static_cast<std::size_t>(reader.info().n_channels)},
        resampler{{.orig_sr = static_cast<double>(reader.info().sample_rate),
                   .target_sr = static_cast<double>(output_rate())}},
        interleaved(kBlockFrames * mixer.n_channels()),
        mono(kBlockFrames) {
    go_to_start();
    if (config.down_mix == DownMix::loudest && mixer.n_channels() > 1) {
      const auto start = Clock::now();
      find_loudest();
      decoding += Clock::now() - start;
      go_to_start();
    }
  }

  [[nodiscard]] int output_rate() const {
    return config.sr == 0 ? reader.info().sample_rate : config.sr;
  }

  void go_to_start() {
    n_left = seek_to_start(reader, config).n_frames;
    n_decoded = 0;
  }

  [[nodiscard]] std::span<const float> decode() {
    const auto n_wanted =
        static_cast<std::size_t>(std::min(n_left, static_cast<std::int64_t>(kBlockFrames)));
    const auto block = std::span{interleaved}.first(n_wanted * mixer.n_channels());
    const std::size_t n = block.empty() ? 0 : reader.read(block);
    n_left -= static_cast<std::int64_t>(n);
    n_decoded += static_cast<std::int64_t>(n);
    return block.first(n * mixer.n_channels());
  }

  void find_loudest() {
    ChannelEnergies energies{mixer.n_channels()};
    for (auto block = decode(); !block.empty(); block = decode()) {
      energies.add(block);
    }
    mixer.choose(energies.loudest());
  }

  void next_block() {
    const auto block = decode();
    input_is_over = block.empty();
    if (config.on_decoded && !input_is_over) {
      config.on_decoded(block);
    }
    pending = mixer.mix(block, mono);
  }

  std::size_t read(std::span<float> out) {
    std::size_t n = 0;
    auto since = Clock::now();
    const auto lap = [&since](Clock::duration& sum) {
      const auto now = Clock::now();
      sum += now - since;
      since = now;
    };
    while (n < out.size() && !input_is_over) {
      if (pending.empty()) {
        next_block();
        lap(decoding);
        continue;
      }
      const auto progress = resampler.process(pending, out.subspan(n));
      pending = pending.subspan(progress.n_read);
      n += progress.n_written;
      lap(resampling);
    }
    n += resampler.finish(out.subspan(n));
    require_no_overflow(out.first(n), reader.name());
    lap(resampling);
    return n;
  }
};

MonoStream::MonoStream(Reader reader, const MonoStreamConfig& config) {
  config.validate();
  state_ = std::make_unique<State>(std::move(reader), config);
}
MonoStream::~MonoStream() = default;
MonoStream::MonoStream(MonoStream&&) noexcept = default;
MonoStream& MonoStream::operator=(MonoStream&&) noexcept = default;

std::size_t MonoStream::read(std::span<float> out) { return state_->read(out); }
int MonoStream::sample_rate() const { return state_->output_rate(); }
const StreamInfo& MonoStream::info() const { return state_->reader.info(); }
double MonoStream::duration_read_s() const {
  return static_cast<double>(state_->n_decoded) / info().sample_rate;
}
ReadTimes MonoStream::times() const {
  return {std::chrono::duration<double>{state_->decoding}.count(),
          std::chrono::duration<double>{state_->resampling}.count()};
}
const std::vector<std::string>& MonoStream::warnings() const { return state_->reader.warnings(); }
bool MonoStream::channels_cancel() const {
  return state_->mixer.mean_energy() < kCancelledShare * state_->mixer.channel_energy();
}

}  // namespace earmark::audio
