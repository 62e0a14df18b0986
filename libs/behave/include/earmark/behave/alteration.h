#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/augment/ranges.h"
#include "earmark/augment/sound.h"

namespace earmark::behave {

/// What is done to every song that a case asks about: the changes of `earmark augment`, of which
/// each song draws its own where they are ranges, and behind them two more.
struct Alteration {
  augment::Ranges ranges = {};
  std::optional<double> noise_amplitude = {};  ///< augment::add_noise_of_amplitude(), 0 to 100
  std::optional<int> sample_rate = {};         ///< augment::resample_to(), Hz, 1000 to 192000
  std::string text = {};                       ///< as it was set, such as "gain_db -12"
};

/// What set_alteration() takes.
[[nodiscard]] std::vector<std::string> alteration_names();

/// Sets one change from its text, as augment::set_range().
/// @param name  of alteration_names()
/// @throws augment::AugmentError  the text is not understood or out of range
/// @throws std::invalid_argument  another name
void set_alteration(Alteration& alteration, std::string_view name, const std::string& text);

/// @param seed     of what is drawn
/// @param between  called before each change; may throw
/// @throws augment::AugmentError  the sound does not take the change
[[nodiscard]] augment::Sound alter(augment::Sound sound, const Alteration& alteration,
                                   std::uint64_t seed, const std::function<void()>& between = {});

}  // namespace earmark::behave
