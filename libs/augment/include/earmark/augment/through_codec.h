#pragma once

#include <string_view>

#include "earmark/augment/sound.h"

namespace earmark::augment {

enum class CodecKind { mp3, opus, vorbis };

struct Codec {
  CodecKind kind = CodecKind::mp3;
  /// MP3 and Opus: kbit/s of all channels (8 to 320, 12 to 256); Vorbis: quality, 0 to 10.
  double setting = 64;
};

[[nodiscard]] std::string_view codec_name(CodecKind kind);

inline constexpr int kMaxCodecChannels = 2;
inline constexpr int kMinCodecSampleRate = 8000;  ///< Hz
/// Magnitude of a sample, 40 dB beyond full scale. Of much louder sound Opus makes silence, and
/// LAME ends the process.
inline constexpr double kMaxCodecPeak = 100;

/// What a lossy codec leaves of the sound: encoded in memory, decoded again, the encoder's delay
/// taken away, and of the same length and rate. Where the codec does not know the sound's rate, it
/// works at the next higher one that it knows, else at its highest. MP3 is of a constant rate (the
/// nearest that the format has), Opus and Vorbis vary.
/// @throws AugmentError           more channels than kMaxCodecChannels, a lower rate than
///                                kMinCodecSampleRate, a louder sample than kMaxCodecPeak or one
///                                that is not
///                      finite, a bit rate that MP3 does not have at this
///                                sample rate
/// @throws std::invalid_argument  the setting is out of its range; Sound::validate
[[nodiscard]] Sound through_codec(const Sound& sound, const Codec& codec);

}  // namespace earmark::augment
