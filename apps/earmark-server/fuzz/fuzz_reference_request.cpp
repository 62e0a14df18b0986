#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"
#include "problem.h"
#include "reference_request.h"

namespace {

constexpr earmark::server::ReferenceLimits kLimits{.max_samples = 1000, .max_songs = 5};

void require(bool fact) {
  if (!fact) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using earmark::server::ProblemError;
  try {
    auto request =
        earmark::server::parse_reference_request(std::as_bytes(std::span{data, size}), kLimits);
    require(!request.songs.empty() && request.songs.size() <= kLimits.max_songs);
    for (auto& song : request.songs) {
      require(!song.samples().empty() && song.samples().size() <= kLimits.max_samples);
      require(song.samples().size() % song.n_channels() == 0);
      for (const float sample : song.samples()) {
        require(std::isfinite(sample));
      }
      const auto reader = earmark::audio::Reader::from_memory(song.as_wav(request.sample_rate));
      require(reader.info().sample_rate == request.sample_rate);
    }
  } catch (const ProblemError& error) {
    require((error.problem().status == 400 || error.problem().status == 413) &&
            !error.problem().detail.empty());
  }
  return 0;
}
