#include "earmark/behave/alteration.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "earmark/augment/add_noise.h"
#include "earmark/augment/changes.h"
#include "earmark/augment/resample_to.h"
#include "earmark/base/rng.h"

namespace earmark::behave {
namespace {

constexpr std::string_view kNoiseAmplitude = "noise_amplitude";
constexpr std::string_view kSampleRate = "sample_rate";
constexpr double kMaxAmplitude = 100;
constexpr double kMinRate = 1000;
constexpr double kMaxRate = 192'000;
/// Apart from the streams of augment under a song's seed.
constexpr std::uint64_t kNoiseStream = 5000;

std::optional<double> number_in(const std::string& text, double low, double high) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const bool fits = error == std::errc{} && stop == end && value >= low && value <= high;
  return fits ? std::optional{value} : std::nullopt;
}

double amplitude_of(const std::string& text) {
  const auto value = number_in(text, 0, kMaxAmplitude);
  if (!value) {
    throw augment::AugmentError("noise_amplitude must be a number from 0 to 100, not \"" + text +
                                "\"");
  }
  return *value;
}

int rate_of(const std::string& text) {
  const auto value = number_in(text, kMinRate, kMaxRate);
  if (!value || *value != std::floor(*value)) {
    throw augment::AugmentError("sample_rate must be a whole number from 1000 to 192000, not \"" +
                                text + "\"");
  }
  return static_cast<int>(*value);
}

}  // namespace

std::vector<std::string> alteration_names() {
  std::vector<std::string> names;
  for (const augment::ChangeKind& kind : augment::change_kinds()) {
    names.emplace_back(kind.name);
  }
  names.emplace_back(kNoiseAmplitude);
  names.emplace_back(kSampleRate);
  return names;
}

void set_alteration(Alteration& alteration, std::string_view name, const std::string& text) {
  if (name == kNoiseAmplitude) {
    alteration.noise_amplitude = amplitude_of(text);
  } else if (name == kSampleRate) {
    alteration.sample_rate = rate_of(text);
  } else {
    augment::set_range(alteration.ranges, name, text, std::string{name});
  }
  alteration.text += (alteration.text.empty() ? "" : ", ") + std::string{name} + ' ' + text;
}

augment::Sound alter(augment::Sound sound, const Alteration& alteration, std::uint64_t seed,
                     const std::function<void()>& between) {
  augment::Sound altered =
      augment::apply(std::move(sound), augment::draw(alteration.ranges, seed), seed, between).sound;
  if (alteration.noise_amplitude) {
    Rng rng{seed, kNoiseStream};
    altered = augment::add_noise_of_amplitude(std::move(altered), *alteration.noise_amplitude, rng);
  }
  if (alteration.sample_rate) {
    altered = augment::resample_to(std::move(altered), *alteration.sample_rate);
  }
  return altered;
}

}  // namespace earmark::behave
