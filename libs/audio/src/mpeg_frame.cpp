#include "mpeg_frame.h"

#include <array>
#include <cstdint>

namespace earmark::audio {
namespace {

using Rates = std::array<std::uint16_t, 15>;

// ISO 11172-3 and 13818-3, kbit/s by bit rate index.
constexpr Rates kLayer1{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448};
constexpr Rates kLayer2{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384};
constexpr Rates kLayer3{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
constexpr Rates kLowLayer1{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256};
constexpr Rates kLowLayer23{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
constexpr std::array<std::uint32_t, 3> kSampleRates{44100, 48000, 32000};

// Bytes from this frame's start to the next one's; 0 where there is no frame.
std::size_t frame_size(const Probe& probe, std::size_t at) {
  const std::uint32_t version = (probe[at + 1] >> 3U) & 3U;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const std::uint32_t layer = 4U - ((probe[at + 1] >> 1U) & 3U);
  const std::uint32_t rate_index = probe[at + 2] >> 4U;
  const std::uint32_t sample_rate_index = (probe[at + 2] >> 2U) & 3U;
  const std::uint32_t padding = (probe[at + 2] >> 1U) & 1U;
  if (probe[at] != 0xFF || (probe[at + 1] & 0xE0U) != 0xE0 || version == 1 || layer == 4 ||
      rate_index == 15 || sample_rate_index == 3) {
    return 0;
  }
  const bool is_low = version != 3;
  const std::uint32_t sample_rate = kSampleRates.at(sample_rate_index) >> (version == 0   ? 2U
                                                                           : version == 2 ? 1U
                                                                                          : 0U);
  if (layer == 1) {
    const Rates& rates = is_low ? kLowLayer1 : kLayer1;
    return 4 * (std::size_t{12000} * rates.at(rate_index) / sample_rate + padding);
  }
  const Rates& rates = is_low ? kLowLayer23 : layer == 2 ? kLayer2 : kLayer3;
  const std::size_t factor = layer == 3 && is_low ? 72000 : 144000;
  return rates.at(rate_index) == 0 ? 0 : factor * rates.at(rate_index) / sample_rate + padding;
}

}  // namespace

bool is_mpeg_audio(const Probe& probe, std::size_t at) {
  const std::size_t size = frame_size(probe, at);
  if (size < 8) {
    return false;
  }
  const std::size_t next = at + size;
  if (next + 4 > probe.bytes().size()) {
    return at == 0;
  }
  return (frame_size(probe, next) >= 8 && (probe[at + 1] & 0xFEU) == (probe[next + 1] & 0xFEU));
}

}  // namespace earmark::audio
