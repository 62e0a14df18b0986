#include "earmark/dsp/piptrack.h"

#include <algorithm>
#include <cmath>

#include "earmark/dsp/mel_scale.h"
#include "padded.h"
#include "piptrack_kernels.h"

namespace earmark::dsp {
void PiptrackConfig::validate() const {
  require(std::isfinite(sr) && sr > 0.0, "piptrack: sr must be finite and > 0");
  require(n_fft >= 4, "piptrack: n_fft must be >= 4");
  require(!std::isnan(fmin) && !std::isnan(fmax), "piptrack: fmin and fmax must be numbers");
  require(!std::isnan(threshold), "piptrack: threshold must be a number");
}

Piptrack::Piptrack(const PiptrackConfig& config) : config_{config} {
  config_.validate();
  const auto bins = fft_frequencies(config_.sr, config_.n_fft);
  const double fmax = std::min(config_.fmax, config_.sr / 2.0);
  const auto at_least = [&](double hz) {
    return static_cast<std::size_t>(std::lower_bound(bins.begin(), bins.end(), hz) - bins.begin());
  };
  first_bin_ = std::max<std::size_t>(1, at_least(config_.fmin));
  end_bin_ = std::max(first_bin_, at_least(fmax));
}

void Piptrack::process(MatrixView<const float> S, Scratch& scratch, Peaks& peaks) const {
  require_shape(S, config_.n_fft / 2 + 1, S.cols(), "piptrack", "S");
  require_padded(S, "piptrack", "S");
  scratch.ref.resize(S.stride());
  if (config_.ref) {
    std::fill(scratch.ref.begin(), scratch.ref.end(), static_cast<float>(std::abs(*config_.ref)));
  } else {
    largest_of_frames(S, scratch.ref);
    for (float& value : scratch.ref) {
      value *= static_cast<float>(config_.threshold);
    }
  }
  // Two neighbours are never both peaks; a whole vector may be written past the last.
  const std::size_t room = ((end_bin_ - first_bin_) / 2 + 1) * S.stride() + 16;
  for (auto* list : {&scratch.left, &scratch.centre, &scratch.right, &scratch.bin}) {
    list->resize(std::max(list->size(), room));
  }
  const PeakTriples triples{scratch.left, scratch.centre, scratch.right, scratch.bin};
  const std::size_t n_peaks = find_peaks(S, first_bin_, end_bin_, scratch.ref, triples);
  peaks.pitches.resize(n_peaks + 16);
  peaks.magnitudes.resize(n_peaks + 16);
  refine_peaks(triples, n_peaks, config_.sr, static_cast<double>(config_.n_fft), peaks.pitches,
               peaks.magnitudes);
  peaks.pitches.resize(n_peaks);
  peaks.magnitudes.resize(n_peaks);
}

}  // namespace earmark::dsp
