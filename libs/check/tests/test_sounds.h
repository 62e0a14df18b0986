#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <vector>

#include "earmark/audio/resampler.h"
#include "earmark/base/rng.h"

// Sounds by formula, as WAV files.
namespace earmark::check::test {

/// Notes over noise, other ones for every seed, up to half of the rate; peak under 0.6.
inline std::vector<float> music(double seconds, std::uint64_t seed, double rate = 22050) {
  Rng rng{seed};
  std::vector<float> samples(static_cast<std::size_t>(seconds * rate));
  double hz = 220.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i % static_cast<std::size_t>(rate / 4) == 0) {
      hz = 110.0 * std::pow(2.0, std::floor(rng.uniform() * 36.0) / 12.0);
    }
    const double t = static_cast<double>(i) / rate;
    const double beat = std::exp(-8.0 * std::fmod(t, 0.25));
    samples[i] = static_cast<float>(0.3 * std::sin(2.0 * std::numbers::pi * hz * t) +
                                    0.25 * beat * (2.0 * rng.uniform() - 1.0));
  }
  return samples;
}

inline std::vector<float> resampled(const std::vector<float>& samples, double from, double to) {
  audio::Resampler resampler{{.orig_sr = from, .target_sr = to}};
  std::vector<float> out(static_cast<std::size_t>(static_cast<double>(samples.size()) * to / from) +
                         64);
  const auto progress = resampler.process(samples, out);
  const std::size_t n = resampler.finish(std::span{out}.subspan(progress.n_written));
  out.resize(progress.n_written + n);
  return out;
}

/// Writes 16 bits. @param samples  interleaved
inline std::filesystem::path write_wav(const std::filesystem::path& file,
                                       const std::vector<float>& samples, std::size_t rate = 22050,
                                       std::size_t n_channels = 1) {
  std::string bytes;
  const auto number = [&](std::size_t value, std::size_t n_bytes) {
    for (std::size_t i = 0; i < n_bytes; ++i) {
      bytes.push_back(static_cast<char>(value >> (8 * i)));
    }
  };
  bytes += "RIFF";
  number(36 + 2 * samples.size(), 4);
  bytes += "WAVEfmt ";
  number(16, 4);
  number(1, 2);
  number(n_channels, 2);
  number(rate, 4);
  number(rate * n_channels * 2, 4);
  number(n_channels * 2, 2);
  number(16, 2);
  bytes += "data";
  number(2 * samples.size(), 4);
  for (const float x : samples) {
    number(static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(x * 32767.0F))), 2);
  }
  std::ofstream{file, std::ios::binary} << bytes;
  return file;
}

}  // namespace earmark::check::test
