#include "earmark/dsp/hpss_signals.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "padded.h"
#include "split_moments.h"

namespace earmark::dsp {
namespace {

// Every sample lies after the centre of one frame, less than a hop away; after the last frame's
// centre no other frame need reach it. So the inverse of the STFT is the signal, however long, if
// the window has weight all through the hop after its middle.
bool leaves_no_sample_out(const StftConfig& config) {
  const auto window = pad_center(get_window(config.window, config.used_win_length()), config.n_fft);
  const std::size_t centre = config.n_fft / 2;
  const std::size_t end = centre + config.used_hop_length();
  return end <= config.n_fft && std::all_of(window.begin() + static_cast<std::ptrdiff_t>(centre),
                                            window.begin() + static_cast<std::ptrdiff_t>(end),
                                            [](double w) { return w * w > 1e-3; });
}

}  // namespace

void HpssSignalsConfig::validate() const {
  stft.validate();
  hpss.validate();
}

HpssSignals::HpssSignals(const HpssSignalsConfig& config)
    : stft_{config.stft},
      istft_{config.stft},
      hpss_{config.hpss},
      one_inverse_{config.hpss.splits_all() && std::isfinite(config.hpss.power) &&
                   config.stft.center && leaves_no_sample_out(config.stft)} {}

void HpssSignals::make_masks(MatrixView<const float> magnitude, Scratch& scratch) const {
  for (Matrix<float>* mask : {&scratch.mask_harm, &scratch.mask_perc}) {
    if (mask->rows() != magnitude.rows() || mask->cols() != magnitude.cols()) {
      mask->resize(magnitude.rows(), magnitude.cols());
    }
  }
  hpss_.masks(magnitude, scratch.mask_harm.view(), scratch.mask_perc.view(), scratch.hpss);
}

void HpssSignals::separate(std::span<const float> y, MatrixView<const float> re,
                           MatrixView<const float> im, MatrixView<const float> magnitude,
                           std::span<float> harmonic, std::span<float> percussive,
                           Scratch& scratch) const {
  make_masks(magnitude, scratch);
  istft_.process(re, im, scratch.mask_harm.view(), harmonic, scratch.istft);
  if (!one_inverse_) {
    istft_.process(re, im, scratch.mask_perc.view(), percussive, scratch.istft);
    return;
  }
  for (std::size_t i = 0; i < y.size(); ++i) {
    percussive[i] = y[i] - harmonic[i];
  }
}

void HpssSignals::process(std::span<const float> y, std::span<float> harmonic,
                          std::span<float> percussive, Scratch& scratch) const {
  require(harmonic.size() == y.size() && percussive.size() == y.size(),
          "hpss_signals: harmonic and percussive must be as long as y");
  const std::size_t n_frames = stft_.n_frames(y.size());
  for (Matrix<float>* m : {&scratch.re, &scratch.im, &scratch.magnitude}) {
    m->resize(stft_.n_bins(), n_frames);
  }
  stft_.process(
      y, {.re = scratch.re.view(), .im = scratch.im.view(), .magnitude = scratch.magnitude.view()},
      scratch.stft);
  separate(y, scratch.re.view(), scratch.im.view(), scratch.magnitude.view(), harmonic, percussive,
           scratch);
}

HpssMoments HpssSignals::moments(std::span<const float> y, MatrixView<const float> re,
                                 MatrixView<const float> im, MatrixView<const float> magnitude,
                                 Scratch& scratch) const {
  require_shape(magnitude, stft_.n_bins(), stft_.n_frames(y.size()), "hpss_signals", "magnitude");
  require_shape(re, magnitude.rows(), magnitude.cols(), "hpss_signals", "re");
  scratch.harmonic.resize(y.size());
  if (one_inverse_) {
    make_masks(magnitude, scratch);
    istft_.process(re, im, scratch.mask_harm.view(), scratch.harmonic, scratch.istft);
    return split_moments(y, scratch.harmonic);
  }
  scratch.percussive.resize(y.size());
  separate(y, re, im, magnitude, scratch.harmonic, scratch.percussive, scratch);
  return {.harmonic = dsp::moments(scratch.harmonic),
          .percussive = dsp::moments(scratch.percussive)};
}

}  // namespace earmark::dsp
