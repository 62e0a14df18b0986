#include "earmark/augment/through_codec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <stdexcept>

#include "earmark/audio/reader.h"
#include "earmark/augment/resample_to.h"
#include "memory_file.h"
#include "number_text.h"

namespace earmark::augment {
namespace {

struct Bounds {
  double low;
  double high;

  [[nodiscard]] bool hold(double value) const { return value >= low && value <= high; }
};

constexpr Bounds kAnyMp3{8, 320};
constexpr Bounds kAnyOpus{12, 256};
constexpr Bounds kVorbisQuality{0, 10};
constexpr int kMaxVorbisSampleRate = 192'000;

/// What MPEG-1, MPEG-2 and MPEG-2.5 have, as libsndfile divides them.
Bounds mp3_bounds(int sample_rate) {
  return sample_rate >= 32'000 ? Bounds{32, 320} : Bounds{8, sample_rate >= 16'000 ? 160.0 : 64.0};
}

void require_setting(const Codec& codec) {
  const Bounds bounds = codec.kind == CodecKind::mp3    ? kAnyMp3
                        : codec.kind == CodecKind::opus ? kAnyOpus
                                                        : kVorbisQuality;
  if (!bounds.hold(codec.setting)) {
    throw std::invalid_argument("through_codec: the setting of " +
                                std::string{codec_name(codec.kind)} + " must be from " +
                                number_text(bounds.low) + " to " + number_text(bounds.high));
  }
}

int codec_rate(CodecKind kind, int sample_rate) {
  static constexpr std::array kMp3{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
  static constexpr std::array kOpus{8000, 12000, 16000, 24000, 48000};
  if (kind == CodecKind::vorbis) {
    return std::min(sample_rate, kMaxVorbisSampleRate);
  }
  const std::span<const int> rates =
      kind == CodecKind::mp3 ? std::span<const int>{kMp3} : std::span<const int>{kOpus};
  const auto next = std::lower_bound(rates.begin(), rates.end(), sample_rate);
  return next == rates.end() ? rates.back() : *next;
}

void require_codable(const Sound& sound, const Codec& codec) {
  if (sound.n_channels > kMaxCodecChannels) {
    throw AugmentError("the sound has " + std::to_string(sound.n_channels) +
                       " channels, where a codec takes one or two");
  }
  if (sound.sample_rate < kMinCodecSampleRate) {
    throw AugmentError("the sound has " + std::to_string(sound.sample_rate) +
                       " samples a second, where a codec takes at least " +
                       std::to_string(kMinCodecSampleRate));
  }
  if (!is_finite(sound) || peak(sound) > kMaxCodecPeak) {
    throw AugmentError("the sound reaches " + number_text(peak(sound)) +
                       " times full scale, where a codec takes up to " +
                       number_text(kMaxCodecPeak));
  }
  const int rate = codec_rate(codec.kind, sound.sample_rate);
  const Bounds bounds = mp3_bounds(rate);
  if (codec.kind == CodecKind::mp3 && !bounds.hold(codec.setting)) {
    throw AugmentError("MP3 at " + std::to_string(rate) + " samples a second has from " +
                       number_text(bounds.low) + " to " + number_text(bounds.high) +
                       " kbit/s, not " + number_text(codec.setting));
  }
}

/// libsndfile's compression level, 0 (best) to 1.
double compression(const Codec& codec, int sample_rate, int n_channels) {
  if (codec.kind == CodecKind::vorbis) {
    return 1 - codec.setting / kVorbisQuality.high;
  }
  if (codec.kind == CodecKind::opus) {
    return 1 - (codec.setting / n_channels - 6) / 250;
  }
  const Bounds bounds = mp3_bounds(sample_rate);
  // It rounds down, and LAME would then take the next lower rate for one that is exact.
  const double kbit = std::min(codec.setting + 0.01, bounds.high);
  return (bounds.high - kbit) / (bounds.high - bounds.low);
}

/// At the codec's own rate.
std::vector<std::byte> encoded(const Sound& original, const Codec& codec) {
  const Sound sound = resample_to(original, codec_rate(codec.kind, original.sample_rate));
  const int format = codec.kind == CodecKind::mp3    ? SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
                     : codec.kind == CodecKind::opus ? SF_FORMAT_OGG | SF_FORMAT_OPUS
                                                     : SF_FORMAT_OGG | SF_FORMAT_VORBIS;
  double level = compression(codec, sound.sample_rate, sound.n_channels);
  return write_to_memory(sound, format, [&](SNDFILE* file) {
    if (codec.kind == CodecKind::mp3) {
      int mode = SF_BITRATE_MODE_CONSTANT;
      (void)::sf_command(file, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    }
    (void)::sf_command(file, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
  });
}

Sound decoded(std::span<const std::byte> bytes) {
  audio::Reader reader = audio::Reader::from_memory(bytes);
  Sound sound{.samples = {},
              .sample_rate = reader.info().sample_rate,
              .n_channels = reader.info().n_channels};
  sound.samples.reserve(static_cast<std::size_t>(reader.info().n_frames.value_or(0)) *
                        static_cast<std::size_t>(sound.n_channels));
  std::vector<float> block(std::size_t{4096} * static_cast<std::size_t>(sound.n_channels));
  while (const std::size_t n = reader.read(block)) {
    const auto n_read = static_cast<std::ptrdiff_t>(n * static_cast<std::size_t>(sound.n_channels));
    sound.samples.insert(sound.samples.end(), block.begin(), block.begin() + n_read);
  }
  return sound;
}

}  // namespace

std::string_view codec_name(CodecKind kind) {
  return kind == CodecKind::mp3 ? "mp3" : kind == CodecKind::opus ? "opus" : "vorbis";
}

Sound through_codec(const Sound& sound, const Codec& codec) {
  sound.validate();
  require_setting(codec);
  require_codable(sound, codec);
  if (sound.samples.empty()) {
    return sound;
  }
  const std::vector<std::byte> bytes = encoded(sound, codec);
  Sound heard = resample_to(decoded(bytes), sound.sample_rate);
  heard.samples.resize(sound.samples.size());
  return heard;
}

}  // namespace earmark::augment
