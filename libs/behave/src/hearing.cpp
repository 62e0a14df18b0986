#include "earmark/behave/hearing.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "earmark/augment/encode.h"
#include "earmark/augment/ranges.h"
#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/inference/member_choice.h"

namespace earmark::behave {
namespace {

/// A step of a case, or the unaltered song.
struct Step {
  const Case* asked = nullptr;
  std::size_t case_number = 0;
  std::size_t number = 0;
};

std::vector<Step> steps_of(std::span<const Case> cases) {
  std::vector<Step> steps{{}};
  for (std::size_t c = 0; c < cases.size(); ++c) {
    for (std::size_t s = 0; s < cases[c].steps.size(); ++s) {
      steps.push_back({.asked = &cases[c], .case_number = c, .number = s});
    }
  }
  return steps;
}

std::string label_of(const inference::Prediction& prediction) {
  if (const auto best = prediction.best()) {
    return prediction.genres[*best];
  }
  return prediction.kind == inference::Kind::kSilence ? "silence" : "not music";
}

/// A song from its first step to its last, decoded by whoever needs it first.
struct Playing {
  std::once_flag once;
  std::shared_ptr<const augment::Sound> sound;
  std::atomic<std::size_t> n_left{0};
};

class Hearing {
 public:
  Hearing(const inference::Classifier& classifier, std::span<const Subject> subjects,
          std::span<const Song> songs, std::span<const Case> cases, const HearingOptions& options)
      : classifier_{classifier},
        songs_{songs},
        options_{options},
        steps_{steps_of(cases)},
        playing_(songs.size()),
        heard_(songs.size()) {
    choices_.reserve(subjects.size());
    for (const Subject& subject : subjects) {
      choices_.emplace_back(classifier.manifest(), subject.members);
    }
    for (std::size_t i = 0; i < songs.size(); ++i) {
      heard_[i] = {.name = songs[i].name,
                   .genre = songs[i].genre,
                   .rendered = songs[i].rendered,
                   .error = {}};
      for (const Case& asked : cases) {
        heard_[i].altered.emplace_back(asked.steps.size());
      }
      playing_[i].n_left = steps_.size();
    }
  }

  std::vector<HeardSong> run() {
    const std::size_t n = songs_.size() * steps_.size();
    ThreadPool pool{std::max<std::size_t>(1, std::min(options_.n_jobs, n))};
    pool.parallel_for(n, [&](std::size_t i, std::size_t) {
      check();
      hear_step(i / steps_.size(), steps_[i % steps_.size()]);
      const std::size_t n_heard = ++n_heard_;
      if (options_.on_heard) {
        options_.on_heard(n_heard);
      }
    });
    for (HeardSong& song : heard_) {
      if (!song.error.empty()) {
        song.altered.clear();
      }
    }
    return std::move(heard_);
  }

 private:
  void check() const {
    if (options_.between) {
      options_.between();
    }
  }

  void hear_step(std::size_t number, const Step& step) {
    Playing& playing = playing_[number];
    HeardSong& heard = heard_[number];
    std::call_once(playing.once, [&] { begin(playing, heard, songs_[number]); });
    if (playing.sound != nullptr) {
      if (step.asked == nullptr) {
        hear_plain(heard, *playing.sound);
      } else {
        hear_altered(heard, *playing.sound, step);
      }
    }
    if (--playing.n_left == 0) {
      playing.sound.reset();
    }
  }

  static void begin(Playing& playing, HeardSong& heard, const Song& song) {
    try {
      playing.sound = std::make_shared<const augment::Sound>(song.sound());
    } catch (const DecodeError& error) {
      heard.error = error.what();
    }
  }

  void hear_plain(HeardSong& heard, const augment::Sound& sound) {
    try {
      heard.plain = answers(sound);
    } catch (const DecodeError& error) {
      heard.error = heard.name + ": " + error.what();
    }
  }

  void hear_altered(HeardSong& heard, const augment::Sound& sound, const Step& step) const {
    HeardStep& result = heard.altered[step.case_number][step.number];
    const std::uint64_t seed =
        augment::song_seed(options_.seed, heard.name + '\n' + step.asked->name, 0);
    try {
      result.answers =
          answers(alter(sound, step.asked->steps[step.number], seed, options_.between));
    } catch (const DecodeError& error) {
      result.failure = error.what();
    } catch (const augment::AugmentError& error) {
      result.failure = error.what();
    }
  }

  [[nodiscard]] std::vector<Answer> answers(const augment::Sound& sound) const {
    const std::vector<std::byte> wav = augment::encode(sound, augment::FileFormat::wav);
    const inference::Prediction all = classifier_.predict(
        wav, {}, {.on_progress = [this](const inference::SongProgress&) { check(); }});
    std::vector<Answer> result;
    result.reserve(choices_.size());
    for (const inference::MemberChoice& choice : choices_) {
      const inference::Prediction one = answer_of(classifier_.manifest(), choice, all);
      result.push_back(
          {.label = label_of(one), .unsure = one.unsure, .probabilities = one.probabilities});
    }
    return result;
  }

  const inference::Classifier& classifier_;
  std::span<const Song> songs_;
  const HearingOptions& options_;
  std::vector<inference::MemberChoice> choices_;
  std::vector<Step> steps_;
  std::vector<Playing> playing_;
  std::vector<HeardSong> heard_;
  std::atomic<std::size_t> n_heard_{0};
};

}  // namespace

std::size_t n_sounds(std::span<const Case> cases, std::size_t n_songs) {
  return n_songs * steps_of(cases).size();
}

std::vector<HeardSong> hear(const inference::Classifier& classifier,
                            std::span<const Subject> subjects, std::span<const Song> songs,
                            std::span<const Case> cases, const HearingOptions& options) {
  return Hearing{classifier, subjects, songs, cases, options}.run();
}

}  // namespace earmark::behave
