#pragma once

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/audio/reader.h"

// Sounds for tests: made by formula, written by libsndfile or by hand.
namespace earmark::test {

using audio::Reader;

using Bytes = std::vector<std::byte>;

/// Frames of a chord that differs from channel to channel, peak 0.6, interleaved.
inline std::vector<float> chord(std::size_t n_frames, std::size_t n_channels, int sample_rate) {
  std::vector<float> samples(n_frames * n_channels);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t frame = i / n_channels;
    const double t = static_cast<double>(frame) / sample_rate;
    const double hz = 220.0 * (1.0 + static_cast<double>(i % n_channels) / 8.0);
    samples[i] = static_cast<float>(0.4 * std::sin(2 * std::numbers::pi * hz * t) +
                                    0.2 * std::sin(2 * std::numbers::pi * 1.5 * hz * t + 0.3 * t));
  }
  return samples;
}

/// Writes a file with libsndfile; `format` is a sum of its SF_FORMAT_ values.
inline void write_sound(const std::filesystem::path& path, int format,
                        std::span<const float> samples, int n_channels, int sample_rate,
                        double vbr_quality = -1) {
  SF_INFO info{};
  info.samplerate = sample_rate;
  info.channels = n_channels;
  info.format = format;
  SNDFILE* const file = ::sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) {
    throw std::runtime_error("libsndfile does not write " + path.string());
  }
  (void)::sf_command(file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  if (vbr_quality >= 0) {
    int mode = SF_BITRATE_MODE_VARIABLE;
    (void)::sf_command(file, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    (void)::sf_command(file, SFC_SET_COMPRESSION_LEVEL, &vbr_quality, sizeof vbr_quality);
  }
  // libsndfile puts what it gets at once for Vorbis on the stack.
  const std::size_t step = std::size_t{4096} * static_cast<std::size_t>(n_channels);
  for (std::size_t i = 0; i < samples.size(); i += step) {
    const auto block = samples.subspan(i, std::min(step, samples.size() - i));
    (void)::sf_write_float(file, block.data(), static_cast<sf_count_t>(block.size()));
  }
  ::sf_close(file);
}

inline Bytes read_bytes(const std::filesystem::path& path) {
  Bytes bytes(std::filesystem::file_size(path));
  std::ifstream{path, std::ios::binary}.read(reinterpret_cast<char*>(bytes.data()),
                                             static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

inline void write_bytes(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                              static_cast<std::streamsize>(bytes.size()));
}

inline Bytes to_bytes(std::string_view text) {
  Bytes bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

inline void append(Bytes& bytes, std::span<const std::byte> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

inline void append_le(Bytes& bytes, std::uint64_t value, std::size_t n_bytes) {
  for (std::size_t i = 0; i < n_bytes; ++i) {
    bytes.push_back(static_cast<std::byte>(value >> (8 * i)));
  }
}

/// A WAV by hand, so that its header may say anything.
struct WavHeader {
  std::uint32_t tag = 3;  ///< 1 whole numbers, 3 floats
  std::uint32_t n_channels = 1;
  std::uint32_t sample_rate = 22050;
  std::uint32_t bits = 32;
};

inline Bytes make_wav(const WavHeader& header, std::span<const std::byte> data,
                      std::uint64_t claimed_size) {
  const std::uint32_t block = header.n_channels * header.bits / 8;
  Bytes bytes = to_bytes("RIFF");
  append_le(bytes, 36 + data.size(), 4);
  append(bytes, to_bytes("WAVEfmt "));
  append_le(bytes, 16, 4);
  append_le(bytes, header.tag, 2);
  append_le(bytes, header.n_channels, 2);
  append_le(bytes, header.sample_rate, 4);
  append_le(bytes, std::uint64_t{header.sample_rate} * block, 4);
  append_le(bytes, block, 2);
  append_le(bytes, header.bits, 2);
  append(bytes, to_bytes("data"));
  append_le(bytes, claimed_size, 4);
  append(bytes, data);
  return bytes;
}

inline Bytes make_wav(const WavHeader& header, std::span<const float> samples) {
  return make_wav(header, std::as_bytes(samples), samples.size_bytes());
}

/// All that is left to read.
inline std::vector<float> read_all(Reader& reader, std::size_t block_frames = 1000) {
  const auto n_channels = static_cast<std::size_t>(reader.info().n_channels);
  std::vector<float> samples;
  std::vector<float> block(block_frames * n_channels);
  while (const std::size_t n = reader.read(block)) {
    samples.insert(samples.end(), block.begin(),
                   block.begin() + static_cast<std::ptrdiff_t>(n * n_channels));
  }
  return samples;
}

inline double max_difference(std::span<const float> a, std::span<const float> b) {
  double worst = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  }
  return worst;
}

}  // namespace earmark::test
