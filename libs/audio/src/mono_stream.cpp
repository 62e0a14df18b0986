#include "earmark/audio/mono_stream.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

#include "earmark/audio/resampler.h"
#include "earmark/base/errors.h"

namespace earmark::audio {
namespace {

constexpr std::size_t kBlockFrames = 4096;
constexpr double kCancelledShare = 0.01;

std::int64_t to_frames(double s, int sample_rate) {
  const double n = std::floor(s * sample_rate);
  return n < 9e18 ? static_cast<std::int64_t>(n) : std::numeric_limits<std::int64_t>::max();
}

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
  Resampler resampler;
  std::size_t n_channels;
  std::int64_t first = 0;
  std::int64_t n_left = std::numeric_limits<std::int64_t>::max();
  std::int64_t n_decoded = 0;
  std::vector<float> interleaved;
  std::vector<float> mono;
  std::span<const float> pending;
  bool input_over = false;
  std::size_t loudest = 0;
  double mean_energy = 0;
  double channel_energy = 0;

  State(Reader source, const MonoStreamConfig& wanted)
      : reader{std::move(source)},
        config{wanted},
        resampler{{.orig_sr = static_cast<double>(reader.info().sample_rate),
                   .target_sr = static_cast<double>(output_rate())}},
        n_channels{static_cast<std::size_t>(reader.info().n_channels)},
        first{to_frames(config.offset_s, reader.info().sample_rate)},
        interleaved(kBlockFrames * n_channels),
        mono(kBlockFrames) {
    go_to_start();
    if (config.down_mix == DownMix::loudest && n_channels > 1) {
      loudest = find_loudest();
      go_to_start();
    }
  }

  [[nodiscard]] int output_rate() const {
    return config.sr == 0 ? reader.info().sample_rate : config.sr;
  }

  void go_to_start() {
    if (first > 0 || n_decoded > 0) {
      if (!reader.seek(first)) {
        throw DecodeError{"the sound ends before the wanted start at " +
                          std::to_string(config.offset_s) + " s"};
      }
    }
    n_decoded = 0;
    if (config.duration_s) {
      n_left = to_frames(*config.duration_s, reader.info().sample_rate);
    }
  }

  std::size_t decode() {
    const auto n_wanted = static_cast<std::size_t>(
        std::min<std::int64_t>(n_left, static_cast<std::int64_t>(kBlockFrames)));
    if (n_wanted == 0) {
      return 0;
    }
    const std::size_t n = reader.read(std::span{interleaved}.first(n_wanted * n_channels));
    n_left -= static_cast<std::int64_t>(n);
    n_decoded += static_cast<std::int64_t>(n);
    return n;
  }

  std::size_t find_loudest() {
    std::vector<double> energy(n_channels);
    while (const std::size_t n = decode()) {
      for (std::size_t i = 0; i < n * n_channels; ++i) {
        const double sample = interleaved[i];
        energy[i % n_channels] += sample * sample;
      }
    }
    return static_cast<std::size_t>(std::max_element(energy.begin(), energy.end()) -
                                    energy.begin());
  }

  void take_loudest(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      mono[i] = interleaved[i * n_channels + loudest];
    }
  }

  void take_stereo_mean(std::size_t n) {
    float mean_sum = 0;
    float channel_sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const float left = interleaved[2 * i];
      const float right = interleaved[2 * i + 1];
      mono[i] = (left + right) * 0.5F;
      mean_sum += mono[i] * mono[i];
      channel_sum += left * left + right * right;
    }
    mean_energy += static_cast<double>(mean_sum);
    channel_energy += static_cast<double>(channel_sum) / 2;
  }

  void take_mean(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (const float x : std::span{interleaved}.subspan(i * n_channels, n_channels)) {
        const double sample = x;
        sum += sample;
        channel_energy += sample * sample / static_cast<double>(n_channels);
      }
      sum /= static_cast<double>(n_channels);
      mean_energy += sum * sum;
      mono[i] = static_cast<float>(sum);
    }
  }

  void next_block() {
    const std::size_t n = decode();
    input_over = n == 0;
    pending = std::span{mono}.first(n);
    if (n_channels == 1) {
      pending = std::span{interleaved}.first(n);
    } else if (config.down_mix == DownMix::loudest) {
      take_loudest(n);
    } else if (n_channels == 2) {
      take_stereo_mean(n);
    } else {
      take_mean(n);
    }
  }

  std::size_t read(std::span<float> out) {
    std::size_t n = 0;
    while (n < out.size() && !input_over) {
      if (pending.empty()) {
        next_block();
        continue;
      }
      const auto progress = resampler.process(pending, out.subspan(n));
      pending = pending.subspan(progress.n_read);
      n += progress.n_written;
    }
    while (n < out.size()) {
      const std::size_t n_last = resampler.finish(out.subspan(n));
      if (n_last == 0) {
        break;
      }
      n += n_last;
    }
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
const std::vector<std::string>& MonoStream::warnings() const { return state_->reader.warnings(); }
bool MonoStream::channels_cancel() const {
  return state_->mean_energy < kCancelledShare * state_->channel_energy;
}

}  // namespace earmark::audio
