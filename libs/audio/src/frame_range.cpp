#include "frame_range.h"

#include <array>
#include <cstdio>
#include <limits>

#include "earmark/base/errors.h"

namespace earmark::audio {
namespace {

std::int64_t to_frames(double s, int sample_rate) {
  const double n = s * sample_rate;
  return n < 9e18 ? static_cast<std::int64_t>(n) : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

FrameRange frame_range(const MonoStreamConfig& config, int sample_rate) {
  return {.first = to_frames(config.offset_s, sample_rate),
          .n_frames = config.duration_s ? to_frames(*config.duration_s, sample_rate)
                                        : std::numeric_limits<std::int64_t>::max()};
}

FrameRange seek_to_start(Reader& reader, const MonoStreamConfig& config) {
  const FrameRange range = frame_range(config, reader.info().sample_rate);
  if (!reader.seek(range.first)) {
    std::array<char, 96> text{};
    (void)std::snprintf(text.data(), text.size(), "it ends before %.6g s, the wanted start",
                        config.offset_s);
    throw DecodeError{"cannot read " + reader.name() + ": " + text.data()};
  }
  return range;
}

}  // namespace earmark::audio
