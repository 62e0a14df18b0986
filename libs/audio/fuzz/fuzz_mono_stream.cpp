#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "earmark/audio/mono_stream.h"
#include "earmark/base/errors.h"

// The first byte chooses the configuration, the others are the sound. Whatever it is, the stream
// gives finite samples at the rate asked for, and ends or goes on without growing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using earmark::audio::DownMix;
  if (size == 0) {
    return 0;
  }
  const unsigned choice = data[0];
  earmark::audio::MonoStreamConfig config;
  config.down_mix = (choice & 1U) != 0 ? DownMix::loudest : DownMix::mean;
  config.offset_s = (choice & 2U) != 0 ? 0.05 : 0.0;
  config.duration_s = 4.0;
  config.sr = (choice & 4U) != 0 ? 8000 : 22050;
  try {
    earmark::audio::MonoStream stream{
        earmark::audio::Reader::from_memory(std::as_bytes(std::span{data, size}.subspan(1))),
        config};
    std::vector<float> block(3000);
    std::size_t n = 0;
    do {
      n = stream.read(block);
      for (const float sample : std::span{block}.first(n)) {
        if (std::isnan(sample)) {
          std::abort();
        }
      }
    } while (n == block.size());
    if (stream.duration_read_s() > *config.duration_s || stream.read(block) != 0) {
      std::abort();
    }
    (void)stream.channels_cancel();
  } catch (const earmark::DecodeError&) {
  }
  return 0;
}
