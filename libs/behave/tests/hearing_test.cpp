#include "earmark/behave/hearing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "earmark/base/errors.h"

namespace earmark::behave {
namespace {

const inference::Classifier& classifier() {
  static const auto made =
      inference::Classifier::open(EARMARK_SHIPPED_BUNDLE, {.profile = "fast", .members = {}});
  return made;
}

std::vector<Subject> subjects() { return subjects_of(classifier().manifest(), {"forest", "cnn"}); }

const std::vector<std::string> kGenres{"classical", "metal"};

Case altered_by(const std::string& name, const std::string& text) {
  Case asked{.name = name + text};
  set_alteration(asked.steps.emplace_back(), name, text);
  return asked;
}

std::vector<Case> cases() {
  return {altered_by("gain_db", "-6"), altered_by("noise_amplitude", "0.1"),
          altered_by("shift_s", "600")};
}

Song broken() {
  return {.name = "broken", .genre = "", .rendered = false, .sound = []() -> augment::Sound {
            throw DecodeError{"broken holds no sound"};
          }};
}

TEST(Hearing, EverySubjectAnswersEverySongAndStep) {
  auto songs = rendered_songs(kGenres, 1, 0);
  const std::size_t n_rendered = songs.size();
  songs.push_back(broken());
  std::atomic<std::size_t> most{0};
  const auto heard = hear(classifier(), subjects(), songs, cases(),
                          {.n_jobs = 1, .on_heard = [&](std::size_t n) { most = n; }});
  EXPECT_EQ(most, n_sounds(cases(), songs.size()));
  ASSERT_EQ(heard.size(), songs.size());
  for (std::size_t i = 0; i < n_rendered; ++i) {
    EXPECT_EQ(heard[i].error, "");
    EXPECT_EQ(heard[i].plain.size(), 3U);
    ASSERT_EQ(heard[i].altered.size(), 3U);
    EXPECT_EQ(heard[i].altered[0][0].answers.size(), 3U);
    EXPECT_TRUE(heard[i].altered[2][0].answers.empty());  // nothing is left of it
    EXPECT_NE(heard[i].altered[2][0].failure, "");
  }
  EXPECT_EQ(heard.back().error, "broken holds no sound");
  EXPECT_TRUE(heard.back().plain.empty() && heard.back().altered.empty());
}

TEST(Hearing, AnyNumberOfThreadsHearsTheSame) {
  const auto songs = rendered_songs(kGenres, 1, 0);
  const auto alone = hear(classifier(), subjects(), songs, cases(), {.n_jobs = 1, .seed = 4});
  const auto many = hear(classifier(), subjects(), songs, cases(), {.n_jobs = 5, .seed = 4});
  for (std::size_t i = 0; i < songs.size(); ++i) {
    for (std::size_t s = 0; s < subjects().size(); ++s) {
      EXPECT_EQ(alone[i].plain[s].probabilities, many[i].plain[s].probabilities);
      for (const std::size_t c : {0U, 1U}) {
        EXPECT_EQ(alone[i].altered[c][0].answers[s].probabilities,
                  many[i].altered[c][0].answers[s].probabilities);
      }
    }
  }
}

TEST(Hearing, WhatIsDrawnForACaseDoesNotDependOnTheOthers) {
  const auto songs = rendered_songs(kGenres, 1, 0);
  const auto both = hear(classifier(), subjects(), songs, cases(), {.n_jobs = 1, .seed = 4});
  const auto one = hear(classifier(), subjects(), std::span{songs}.first(1),
                        std::vector<Case>{cases()[1]}, {.n_jobs = 1, .seed = 4});
  EXPECT_EQ(both[0].altered[1][0].answers[0].probabilities,
            one[0].altered[0][0].answers[0].probabilities);
}

TEST(Hearing, EndsWhereItIsTold) {
  const auto songs = rendered_songs(kGenres, 1, 0);
  EXPECT_THROW((void)hear(classifier(), subjects(), songs, cases(),
                          {.n_jobs = 2, .between = [] { throw std::runtime_error("enough"); }}),
               std::runtime_error);
}

}  // namespace
}  // namespace earmark::behave
