#include "onset_stream.h"

#include <algorithm>

namespace earmark::plot {

OnsetStream::OnsetStream(const SoundChartConfig& config, double loudest_mel, OnEnvelope on_envelope)
    : on_envelope_{std::move(on_envelope)},
      plan_{{.n_fft = config.n_fft, .hop_length = config.hop_length, .center = false}},
      // A centred frame sees an onset before its time; librosa moves the envelope by as much.
      envelope_(config.n_fft / (2 * config.hop_length), 0.0F),
      mel_db_{config, loudest_mel, [this](MatrixView<const float> mel_db) { take(mel_db); }} {}

void OnsetStream::take(MatrixView<const float> mel_db) {
  const std::size_t n = mel_db.cols();
  Matrix<float> frames{mel_db.rows(), n + 1};
  for (std::size_t r = 0; r < mel_db.rows(); ++r) {
    const auto row = mel_db.row(r);
    // The first frame of all has none before it that it could rise above.
    frames(r, 0) = begun_ ? frames_(r, frames_.cols() - 1) : row.front();
    std::copy(row.begin(), row.end(), frames.row(r).begin() + 1);
  }
  frames_ = std::move(frames);
  begun_ = true;
  std::vector<float> flux(n + 1);
  plan_.process(frames_.view(), flux, scratch_);
  envelope_.insert(envelope_.end(), flux.begin() + 1, flux.end());
  on_envelope_(std::span{envelope_}.first(n));
  envelope_.erase(envelope_.begin(), envelope_.begin() + static_cast<std::ptrdiff_t>(n));
}

void OnsetStream::finish() { mel_db_.finish(); }

}  // namespace earmark::plot
