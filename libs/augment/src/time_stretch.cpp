#include "earmark/augment/time_stretch.h"

#include <SoundTouch.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "number_text.h"

namespace earmark::augment {
namespace {

constexpr std::size_t kBlockFrames = 4096;

void require_stretchable(const Sound& sound) {
  if (sound.n_channels > kMaxStretchChannels) {
    throw AugmentError("the sound has " + std::to_string(sound.n_channels) +
                       " channels, where pitch and tempo take at most " +
                       std::to_string(kMaxStretchChannels));
  }
  if (sound.sample_rate > kMaxStretchSampleRate) {
    throw AugmentError("the sound has " + std::to_string(sound.sample_rate) +
                       " samples a second, where pitch and tempo take at most " +
                       std::to_string(kMaxStretchSampleRate));
  }
}

/// Takes what is ready, up to the vector's capacity: more is never asked for.
void receive(soundtouch::SoundTouch& stretcher, std::vector<float>& samples,
             std::size_t n_channels) {
  const std::size_t n_before = samples.size();
  const std::size_t n_room = samples.capacity() - n_before;
  const auto n_wanted = std::min<std::size_t>(stretcher.numSamples(), n_room / n_channels);
  samples.resize(n_before + n_wanted * n_channels);
  const unsigned n =
      stretcher.receiveSamples(samples.data() + n_before, static_cast<unsigned>(n_wanted));
  samples.resize(n_before + n * n_channels);
}

}  // namespace

Sound time_stretch(Sound sound, double tempo) {
  sound.validate();
  if (!(tempo >= kMinTempo && tempo <= kMaxTempo)) {
    throw std::invalid_argument("time_stretch: tempo must be from " + number_text(kMinTempo) +
                                " to " + number_text(kMaxTempo));
  }
  if (tempo == 1) {
    return sound;
  }
  require_stretchable(sound);
  soundtouch::SoundTouch stretcher;
  stretcher.setSampleRate(static_cast<unsigned>(sound.sample_rate));
  stretcher.setChannels(static_cast<unsigned>(sound.n_channels));
  stretcher.setTempo(tempo);
  const auto n_channels = static_cast<std::size_t>(sound.n_channels);
  const auto n_frames =
      static_cast<std::size_t>(std::llround(static_cast<double>(sound.n_frames()) / tempo));
  std::vector<float> stretched;
  stretched.reserve(n_frames * n_channels);
  for (std::size_t at = 0; at < sound.n_frames(); at += kBlockFrames) {
    const std::size_t n = std::min(kBlockFrames, sound.n_frames() - at);
    stretcher.putSamples(sound.samples.data() + at * n_channels, static_cast<unsigned>(n));
    receive(stretcher, stretched, n_channels);
  }
  stretcher.flush();
  receive(stretcher, stretched, n_channels);
  stretched.resize(n_frames * n_channels);
  sound.samples = std::move(stretched);
  return sound;
}

}  // namespace earmark::augment
