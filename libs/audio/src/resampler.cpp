#include "earmark/audio/resampler.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>
#include <string>

namespace earmark::audio {

void ResamplerConfig::validate() const {
  // Written so that NaN fails too.
  if (!(orig_sr > 0 && std::isfinite(orig_sr) && target_sr > 0 && std::isfinite(target_sr))) {
    throw std::invalid_argument("Resampler: orig_sr and target_sr must be finite and > 0");
  }
  // libsoxr takes ever longer to find a filter, and far beyond this never ends.
  constexpr double kMostRatio = 1e5;
  if (orig_sr / target_sr > kMostRatio || target_sr / orig_sr > kMostRatio) {
    throw std::invalid_argument(
        "Resampler: orig_sr and target_sr may differ by a factor of 100000 at most");
  }
}

struct Resampler::State {
  struct Delete {
    void operator()(soxr_t soxr) const { ::soxr_delete(soxr); }
  };

  double ratio;
  std::unique_ptr<soxr, Delete> engine;  // none where the rates are equal
  std::int64_t n_in = 0;
  std::int64_t n_out = 0;

  explicit State(const ResamplerConfig& config) : ratio{config.target_sr / config.orig_sr} {
    if (config.orig_sr == config.target_sr) {
      return;
    }
    const soxr_io_spec_t io = ::soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = ::soxr_quality_spec(SOXR_HQ, 0);
    const soxr_runtime_spec_t runtime = ::soxr_runtime_spec(1);
    soxr_error_t error = nullptr;
    engine.reset(
        ::soxr_create(config.orig_sr, config.target_sr, 1, &error, &io, &quality, &runtime));
    if (error != nullptr) {
      throw std::invalid_argument(std::string{"Resampler: "} + error);
    }
    if (engine == nullptr) {
      throw std::bad_alloc{};
    }
  }

  // librosa's fix_length to ceil(n * ratio): one more or fewer than libsoxr gives.
  [[nodiscard]] std::int64_t n_due() const {
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(n_in) * ratio));
  }
};

Resampler::Resampler(const ResamplerConfig& config) {
  config.validate();
  state_ = std::make_unique<State>(config);
}
Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

Resampler::Progress Resampler::process(std::span<const float> in, std::span<float> out) {
  Progress progress{};
  if (state_->engine == nullptr) {
    progress.n_read = progress.n_written = std::min(in.size(), out.size());
    std::copy_n(in.begin(), progress.n_read, out.begin());
  } else if (!in.empty() && !out.empty()) {
    if (::soxr_process(state_->engine.get(), in.data(), in.size(), &progress.n_read, out.data(),
                       out.size(), &progress.n_written) != nullptr) {
      throw std::bad_alloc{};
    }
  }
  state_->n_in += static_cast<std::int64_t>(progress.n_read);
  state_->n_out += static_cast<std::int64_t>(progress.n_written);
  return progress;
}

std::size_t Resampler::finish(std::span<float> out) {
  const auto n_left =
      static_cast<std::size_t>(std::max<std::int64_t>(0, state_->n_due() - state_->n_out));
  out = out.first(std::min(out.size(), n_left));
  if (out.empty()) {
    return 0;
  }
  std::size_t n = 0;
  if (state_->engine != nullptr && ::soxr_process(state_->engine.get(), nullptr, 0, nullptr,
                                                  out.data(), out.size(), &n) != nullptr) {
    throw std::bad_alloc{};
  }
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(n), out.end(), 0.0F);
  state_->n_out += static_cast<std::int64_t>(out.size());
  return out.size();
}

void Resampler::reset() {
  state_->n_in = state_->n_out = 0;
  if (state_->engine != nullptr && ::soxr_clear(state_->engine.get()) != nullptr) {
    throw std::bad_alloc{};
  }
}

}  // namespace earmark::audio
