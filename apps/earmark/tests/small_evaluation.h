#pragma once

#include <string>

#include "evaluation.h"

namespace earmark::cli::test {

/// Five tracks of two genres, one of which failed, with figures reckoned by hand: jazz 2 of 3
/// right, rock 1 of 2; jazz was answered twice and right, rock twice and right once.
inline Evaluation small_evaluation() {
  Evaluation e;
  e.bundle.name = "tiny";
  e.bundle.version = "7";
  e.bundle.members = {"forest", "cnn"};
  e.bundle.genres = {"jazz", "rock"};
  const auto track = [&e](const char* id, std::size_t genre, double p_jazz, const char* error) {
    EvaluatedTrack heard;
    heard.id = id;
    heard.file = std::string{id} + ".mp3";
    heard.genre = e.bundle.genres[genre];
    heard.error = error;
    if (heard.error.empty()) {
      heard.kind = "music";
      heard.predicted = p_jazz > 0.5 ? 0 : 1;
      heard.probabilities = {p_jazz, 1 - p_jazz};
    } else {
      heard.error_kind = "decode";
    }
    e.tracks.push_back(heard);
  };
  track("a", 0, 0.9, "");
  track("b", 0, 0.8, "");
  track("c", 0, 0.25, "");
  track("d", 1, 0.25, "");
  track("e", 1, 0, "it is a text file");
  e.n_failed = 1;
  e.accuracy = 0.6;
  e.accuracy_ci95 = {0.2, 1.0};
  e.balanced_accuracy = 7.0 / 12;
  e.macro_f1 = 0.65;
  e.ece = 0.125;
  e.nll = 0.5;
  e.segment_accuracy = 0.4375;
  e.accuracy_top2 = 0.8;
  e.share_unsure = 0.25;
  e.accuracy_sure = 2.0 / 3;
  e.ece_equal_mass = 0.15;
  e.ece_if_perfect = 0.1;
  e.groups = {{"whole tracks", 3, 2.0 / 3, {0.3, 0.9}}, {"excerpts of under 3 s", 2, 0.5, {0, 1}}};
  e.confusion = {2, 1, 0, 1};
  e.per_genre = {{1.0, 2.0 / 3, 0.8, 3}, {0.5, 0.5, 0.5, 2}};
  e.reliability = {{0, 0.5, 0, 0, 0}, {0.5, 1, 4, 0.8, 0.75}};
  return e;
}

}  // namespace earmark::cli::test
