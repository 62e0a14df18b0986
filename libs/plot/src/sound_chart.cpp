#include "earmark/plot/sound_chart.h"

#include <cmath>

#include "require.h"

namespace earmark::plot {

void SoundChartConfig::validate() const {
  require(std::isfinite(sr) && sr > 0, "sound_chart: sr must be > 0");
  require(n_fft >= 16 && n_fft <= 65536, "sound_chart: n_fft must lie in [16, 65536]");
  require(hop_length >= 1 && hop_length <= n_fft, "sound_chart: hop_length must lie in [1, n_fft]");
  require(n_mels >= 1 && n_mels <= 1024, "sound_chart: n_mels must lie in [1, 1024]");
  require(n_mfcc >= 1 && n_mfcc <= n_mels, "sound_chart: n_mfcc must lie in [1, n_mels]");
  require(std::isfinite(start_s) && start_s >= 0, "sound_chart: start_s must be >= 0");
  picture.validate();
}

}  // namespace earmark::plot
