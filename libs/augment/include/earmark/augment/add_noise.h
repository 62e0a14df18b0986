#pragma once

#include <optional>

#include "earmark/augment/sound.h"
#include "earmark/base/rng.h"

namespace earmark::augment {

/// Adds white noise (normal, each channel its own) so that
///
///     10 log10(energy of the sound / energy of the noise) = snr_db
///
/// over the whole sound and all channels. It holds for the noise that was drawn, not only for its
/// expectation, as far as floats can hold it. Silence stays silent.
/// @param snr_db  dB, finite
/// @throws std::invalid_argument  snr_db is not finite; Sound::validate
[[nodiscard]] Sound add_noise(Sound sound, double snr_db, Rng& rng);

/// Adds white noise of a standard deviation whatever the sound's own level: x + amplitude * N(0,
/// 1).
/// @param amplitude  >= 0; full scale is 1
/// @throws std::invalid_argument  amplitude is negative or not finite; Sound::validate
[[nodiscard]] Sound add_noise_of_amplitude(Sound sound, double amplitude, Rng& rng);

/// The signal-to-noise ratio of `noisy` in dB, its noise being what differs from `clean`; absent
/// where either has no energy.
/// @throws std::invalid_argument  the sounds differ in length or channels
[[nodiscard]] std::optional<double> measured_snr_db(const Sound& clean, const Sound& noisy);

}  // namespace earmark::augment
