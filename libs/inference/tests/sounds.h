#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numbers>
#include <span>
#include <vector>

// Sounds by formula, as WAV files of 32-bit floats at the rate that the models hear.
namespace earmark::inference::test {

inline constexpr double kRate = 22050;

/// Notes over a beat of noise, other ones for every seed; peak under 0.6.
inline std::vector<float> music(double seconds, std::uint32_t seed) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate));
  std::uint32_t noise = seed * 2654435761U + 1;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    noise ^= noise << 13U;
    noise ^= noise >> 17U;
    noise ^= noise << 5U;
    const double t = static_cast<double>(i) / kRate;
    const double note = std::floor(t * (2 + seed % 3));
    const double hz = 110 * (1 + seed % 4) * std::pow(2, std::fmod(note * 5, 12) / 12);
    const double beat = std::exp(-20 * std::fmod(t, 0.5));
    const double hiss = static_cast<double>(noise) / 4294967296.0 - 0.5;
    samples[i] =
        static_cast<float>(0.3 * std::sin(2 * std::numbers::pi * hz * t) + 0.5 * beat * hiss);
  }
  return samples;
}

inline std::vector<float> silence(double seconds) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate));
  return samples;
}

inline std::vector<float> joined(std::vector<float> a, const std::vector<float>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// @param samples  interleaved
inline std::vector<std::byte> wav(std::span<const float> samples, std::uint16_t n_channels = 1) {
  std::vector<std::byte> bytes;
  const auto text = [&](const char* word) {
    for (; *word != '\0'; ++word) {
      bytes.push_back(static_cast<std::byte>(*word));
    }
  };
  const auto number = [&](std::size_t value, std::size_t n_bytes) {
    for (std::size_t i = 0; i < n_bytes; ++i) {
      bytes.push_back(static_cast<std::byte>(value >> (8 * i)));
    }
  };
  const std::size_t n_frame_bytes = n_channels * sizeof(float);
  text("RIFF");
  number(36 + samples.size_bytes(), 4);
  text("WAVEfmt ");
  number(16, 4);
  number(3, 2);
  number(n_channels, 2);
  number(static_cast<std::size_t>(kRate), 4);
  number(static_cast<std::size_t>(kRate) * n_frame_bytes, 4);
  number(n_frame_bytes, 2);
  number(32, 2);
  text("data");
  number(samples.size_bytes(), 4);
  const std::size_t header = bytes.size();
  bytes.resize(header + samples.size_bytes());
  std::memcpy(bytes.data() + header, samples.data(), samples.size_bytes());
  return bytes;
}

}  // namespace earmark::inference::test
