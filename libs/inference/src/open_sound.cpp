#include "open_sound.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include "earmark/base/errors.h"

namespace earmark::inference {
namespace {

audio::Reader open_any(const Sound& sound) {
  return sound.file.empty() ? audio::Reader::from_memory(sound.content)
                            : audio::Reader::open(sound.file);
}

std::string in_seconds(double duration_s) {
  std::array<char, 64> text{};
  (void)std::snprintf(text.data(), text.size(), "%.10g s", duration_s);
  return text.data();
}

// By a reader of its own: one that has looked ahead may decode the start otherwise than a new one.
bool has_sound_at(const Sound& sound, double time_s) {
  audio::Reader reader = open_any(sound);
  const audio::StreamInfo& info = reader.info();
  std::vector<float> frame(static_cast<std::size_t>(info.n_channels));
  return reader.seek(static_cast<std::int64_t>(time_s * info.sample_rate)) &&
         reader.read(frame) > 0;
}

}  // namespace

void SoundLimits::validate() const {
  if (!(max_duration_s > 0)) {
    throw std::invalid_argument("SoundLimits: max_duration_s must be over 0");
  }
  if (max_channels < 1) {
    throw std::invalid_argument("SoundLimits: max_channels must be at least 1");
  }
}

std::string name_of(const Sound& sound) {
  return sound.file.empty() ? "the sound" : sound.file.string();
}

audio::Reader open_sound(const Sound& sound, const SoundLimits& limits) {
  audio::Reader reader = open_any(sound);
  const audio::StreamInfo& info = reader.info();
  if (static_cast<std::size_t>(info.n_channels) > limits.max_channels) {
    throw DecodeError("cannot read " + name_of(sound) + ": its header says " +
                      std::to_string(info.n_channels) + " channels, and at most " +
                      std::to_string(limits.max_channels) + " are taken");
  }
  const double claimed_s = claimed_duration_s(info).value_or(0);
  if (claimed_s > limits.max_duration_s && has_sound_at(sound, limits.max_duration_s)) {
    require_length(claimed_s, sound, limits);
  }
  return reader;
}

void require_length(double duration_s, const Sound& sound, const SoundLimits& limits) {
  if (duration_s > limits.max_duration_s) {
    throw DecodeError("too_long", name_of(sound) + " is longer than the " +
                                      in_seconds(limits.max_duration_s) + " that are taken");
  }
}

std::optional<double> claimed_duration_s(const audio::StreamInfo& info) {
  if (!info.n_frames) {
    return std::nullopt;
  }
  return static_cast<double>(*info.n_frames) / info.sample_rate;
}

}  // namespace earmark::inference
