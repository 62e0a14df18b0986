#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "earmark/augment/equalize.h"
#include "earmark/augment/sound.h"
#include "earmark/augment/through_codec.h"

namespace earmark::augment {

/// What is to be done to one sound. Members are in the order in which they are applied: first what
/// part of the song is heard, then the music, then the room, then what a recording and its way to
/// the listener add. What is absent or empty is not done.
struct Changes {
  std::optional<double> shift_s = std::nullopt;  ///< shift()
  std::optional<double> crop_s = std::nullopt;   ///< crop() at a place drawn
  std::optional<double> reorder =
      std::nullopt;                            ///< random_order() of so many parts, a whole number
  std::optional<double> tempo = std::nullopt;  ///< time_stretch()
  std::optional<double> pitch_semitones = std::nullopt;  ///< pitch_shift()
  std::vector<EqBand> eq = {};                           ///< equalize()
  std::optional<double> reverb_s = std::nullopt;         ///< reverberate() with this decay_s
  std::optional<double> noise_snr_db = std::nullopt;     ///< add_noise()
  std::optional<double> drive_db = std::nullopt;         ///< overdrive()
  std::optional<double> gain_db = std::nullopt;          ///< gain()
  std::optional<Codec> codec = std::nullopt;             ///< through_codec()
};

/// A changed sound, and what became of it.
struct ChangedSound {
  Sound sound;
  bool uncropped = false;  ///< a crop was asked for, but the sound is not longer
  std::optional<double> crop_start_s = std::nullopt;  ///< where the crop begins, where one was made
  std::vector<std::size_t> order = {};                ///< of the parts, where they were reordered
  std::optional<double> snr_db =
      std::nullopt;  ///< measured where noise was added to what is not silence
};

/// Makes the changes. Each takes random numbers of its own, so that another change among them does
/// not alter what is drawn. A sound that is not longer than the crop stays whole.
/// @param between  called before each change; may throw
/// @throws AugmentError           as the functions that make the changes; a change makes samples
///                                larger than floats can be
/// @throws std::invalid_argument  as the functions that make the changes
[[nodiscard]] ChangedSound apply(Sound sound, const Changes& changes, std::uint64_t seed,
                                 const std::function<void()>& between = {});

}  // namespace earmark::augment
