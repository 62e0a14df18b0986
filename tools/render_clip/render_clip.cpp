// Renders a short piece of dance music, so that the program can be tried without a recording:
// drums, bass, electric piano, guitar and a melody over four chords, 30 s at 116 beats a minute.

#include <sndfile.h>

#include <array>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "instruments.h"

namespace {

using namespace earmark;  // NOLINT(google-build-using-namespace): a program of one page

constexpr double kDurationS = 30.0;
constexpr double kBeatS = 60.0 / 116.0;
constexpr int kBeatsABar = 4;
constexpr double kBarS = kBeatsABar * kBeatS;

struct Chord {
  double root;
  std::array<double, 4> notes;
};

// Am7, Dm7, G7, Cmaj7: the circle of fifths that disco lives on.
constexpr std::array<Chord, 4> kChords{{{33, {57, 60, 64, 67}},
                                        {38, {57, 60, 62, 65}},
                                        {31, {55, 59, 62, 65}},
                                        {36, {55, 59, 60, 64}}}};
// Melody notes on the eighths of two bars; 0 rests.
constexpr std::array<double, 16> kMelody{76, 0, 74, 72, 0, 69, 72, 0, 74, 0, 77, 76, 0, 74, 72, 0};

void add_drums(render::Mix& mix, double bar_s, Rng& rng) {
  for (int beat = 0; beat < kBeatsABar; ++beat) {
    const double at_s = bar_s + beat * kBeatS;
    render::kick(mix, at_s, 0.9);
    if (beat % 2 == 1) {
      render::snare(mix, at_s, 0.45, rng);
    }
    render::hi_hat(mix, at_s, 0.12, 0.03, rng);
    render::hi_hat(mix, at_s + 0.5 * kBeatS, 0.16, 0.12, rng);
    render::hi_hat(mix, at_s + 0.75 * kBeatS, 0.08, 0.03, rng);
  }
}

void add_bass(render::Mix& mix, double bar_s, const Chord& chord) {
  for (int eighth = 0; eighth < 2 * kBeatsABar; ++eighth) {
    const double octave = eighth % 2 == 0 ? 0.0 : 12.0;
    render::bass(mix, bar_s + eighth * 0.5 * kBeatS, 0.42 * kBeatS, chord.root + octave, 0.5);
  }
}

void add_chords(render::Mix& mix, double bar_s, const Chord& chord, Rng& rng) {
  double pan = -0.5;
  for (const double note : chord.notes) {
    render::electric_piano(mix, bar_s, 1.4 * kBeatS, note, 0.13, pan);
    render::electric_piano(mix, bar_s + 2.5 * kBeatS, 1.3 * kBeatS, note, 0.11, pan);
    for (const double sixteenth : {1.0, 2.0, 5.0, 7.0, 10.0, 11.0, 13.0, 15.0}) {
      render::pluck(mix, bar_s + sixteenth * 0.25 * kBeatS, 0.14, note + 12.0, 0.10, 0.55, rng);
    }
    pan += 0.25;
  }
}

void add_melody(render::Mix& mix, double bar_s, int bar) {
  for (std::size_t eighth = 0; eighth < 8; ++eighth) {
    const double note = kMelody.at(eighth + 8 * static_cast<std::size_t>(bar % 2));
    if (note > 0.0) {
      render::lead(mix, bar_s + static_cast<double>(eighth) * 0.5 * kBeatS, 0.45 * kBeatS, note,
                   0.16, -0.15);
    }
  }
}

render::Mix compose() {
  render::Mix mix{kDurationS};
  Rng rng{116};
  for (int bar = 0; bar * kBarS < kDurationS; ++bar) {
    const double bar_s = bar * kBarS;
    const Chord& chord = kChords.at(static_cast<std::size_t>(bar) % kChords.size());
    add_drums(mix, bar_s, rng);
    add_bass(mix, bar_s, chord);
    add_chords(mix, bar_s, chord, rng);
    if (bar % 8 >= 4) {
      add_melody(mix, bar_s, bar);
    }
  }
  render::reverberate(mix, 0.25);
  render::master(mix, 0.9);
  return mix;
}

void write_wav(const std::string& path, const render::Mix& mix) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(render::kSampleRate);
  info.channels = 2;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) {
    throw std::runtime_error("cannot write " + path + ": " + sf_strerror(nullptr));
  }
  std::vector<double> frames;
  frames.reserve(2 * mix.left.size());
  for (std::size_t i = 0; i < mix.left.size(); ++i) {
    frames.push_back(mix.left[i]);
    frames.push_back(mix.right[i]);
  }
  const auto n_frames = static_cast<sf_count_t>(mix.left.size());
  const bool complete = sf_writef_double(file, frames.data(), n_frames) == n_frames;
  if (sf_close(file) != 0 || !complete) {
    throw std::runtime_error("cannot write all of " + path);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: earmark-render-clip FILE.wav\n", stderr);
    return 2;
  }
  try {
    write_wav(argv[1], compose());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "earmark-render-clip: %s\n", error.what());
    return 1;
  }
  return 0;
}
