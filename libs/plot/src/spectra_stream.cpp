#include "spectra_stream.h"

#include "require.h"

namespace earmark::plot {
namespace {

constexpr std::size_t kFramesAtATime = 64;

dsp::StftConfig stft_config(const SoundChartConfig& config) {
  dsp::StftConfig stft;
  stft.n_fft = config.n_fft;
  stft.hop_length = config.hop_length;
  stft.center = false;  // the stream brings the padding
  return stft;
}

}  // namespace

SpectraStream::SpectraStream(const SoundChartConfig& config, Values values, OnSpectra on_spectra)
    : stft_{stft_config(config)}, values_{values}, on_spectra_{std::move(on_spectra)} {
  config.validate();
  pending_.assign(config.n_fft / 2, 0.0F);
}

void SpectraStream::push(std::span<const float> y) {
  const std::size_t hop = stft_.config().used_hop_length();
  const std::size_t needed = stft_.config().n_fft + (kFramesAtATime - 1) * hop;
  n_samples_ += y.size();
  while (!y.empty()) {
    const std::size_t n = std::min(y.size(), needed - pending_.size());
    pending_.insert(pending_.end(), y.begin(), y.begin() + static_cast<std::ptrdiff_t>(n));
    y = y.subspan(n);
    if (pending_.size() == needed) {
      emit(kFramesAtATime);
    }
  }
}

void SpectraStream::finish() {
  require(n_samples_ > 0, "sound_chart: there must be a sample");
  const std::size_t n_fft = stft_.config().n_fft;
  pending_.resize(pending_.size() + n_fft / 2, 0.0F);
  const std::size_t n_left = 1 + n_samples_ / stft_.config().used_hop_length() - n_frames_;
  if (n_left > 0) {
    emit(n_left);
  }
}

void SpectraStream::emit(std::size_t n) {
  const std::size_t hop = stft_.config().used_hop_length();
  const std::size_t seen = stft_.config().n_fft + (n - 1) * hop;
  // An odd n_fft leaves the last frame one sample short.
  pending_.resize(std::max(pending_.size(), seen), 0.0F);
  spectra_.resize(stft_.n_bins(), n);
  dsp::StftOutput out;
  (values_ == Values::kPower ? out.power : out.magnitude) = spectra_.view();
  stft_.process(std::span{pending_}.first(seen), out, scratch_);
  n_frames_ += n;
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(n * hop));
  on_spectra_(spectra_.view());
}

double frames_begin_s(const SoundChartConfig& config) {
  return config.start_s - static_cast<double>(config.hop_length) / config.sr / 2;
}

double frames_end_s(const SoundChartConfig& config, std::size_t n_frames) {
  return frames_begin_s(config) + static_cast<double>(n_frames * config.hop_length) / config.sr;
}

}  // namespace earmark::plot
