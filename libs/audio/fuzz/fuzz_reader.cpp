#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"

namespace {

// A few bytes may be hours of silence; more of them would teach nothing.
constexpr std::size_t kMaxFrames = 200000;

void require(bool fact) {
  if (!fact) {
    std::abort();
  }
}

void read_some(earmark::audio::Reader& reader, std::vector<float>& block) {
  const auto n_channels = static_cast<std::size_t>(reader.info().n_channels);
  std::size_t n_read = 0;
  while (n_read < kMaxFrames) {
    const std::size_t n = reader.read(block);
    require(n <= block.size() / n_channels);
    for (const float sample : std::span{block}.first(n * n_channels)) {
      require(std::isfinite(sample));
    }
    if (n == 0) {
      return;
    }
    n_read += n;
  }
}

}  // namespace

// Any bytes either are refused by a DecodeError or give finite samples, within the limits that
// Reader promises; seeking anywhere is safe,
// and past the end there is nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes{data, size};
  try {
    auto reader = earmark::audio::Reader::from_memory(std::as_bytes(bytes));
    const auto& info = reader.info();
    require(info.n_channels >= 1 && info.n_channels <= 64);
    require(info.sample_rate >= 1000 && info.sample_rate <= 768000);
    std::vector<float> block(4096);
    read_some(reader, block);
    const std::int64_t length = info.n_frames.value_or(1000);
    for (const std::int64_t frame : {std::int64_t{0}, length / 2, length, std::int64_t{1} << 40U}) {
      if (frame >= 0 && reader.seek(frame)) {
        read_some(reader, block);
      } else if (frame >= 0) {
        require(reader.read(block) == 0);
      }
    }
  } catch (const earmark::DecodeError&) {
  }
  return 0;
}
