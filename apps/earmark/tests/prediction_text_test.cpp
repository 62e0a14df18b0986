#include "prediction_text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "earmark/command_line/text_layout.h"

namespace earmark::cli {
namespace {

inference::Prediction jazz(std::size_t n_segments) {
  inference::Prediction p;
  p.genres = {"blues", "classical", "jazz"};
  p.probabilities = {0.15, 0.02, 0.83};
  p.duration_s = 3.0 * static_cast<double>(n_segments);
  for (std::size_t i = 0; i < n_segments; ++i) {
    const bool late = i > n_segments / 2;
    const auto start = static_cast<double>(3 * i);
    p.segments.push_back({start, start + 3, false, {late ? 0.7 : 0.1, 0.1, late ? 0.2 : 0.8}});
    p.segments.back().smoothed = late ? 0 : 2;
  }
  if (n_segments > 2) {
    const std::size_t n_early = n_segments / 2 + 1;
    p.changes = {{3.0 * static_cast<double>(n_early), 2, 0}};
  }
  p.members = {{"forest", {0.2, 0.2, 0.6}}, {"cnn", {0.6, 0.1, 0.3}}};
  return p;
}

std::size_t widest_line(const std::string& text) {
  std::istringstream lines{text};
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) {
    widest = std::max(widest, display_width(line));
  }
  return widest;
}

TEST(PredictionText, SaysGenreMembersAndLength) {
  const std::string card = prediction_card(jazz(71), "song.mp3", {}, {.top = 2});
  EXPECT_NE(card.find("song.mp3  3:33"), std::string::npos) << card;
  EXPECT_NE(card.find("  jazz  "), std::string::npos);
  EXPECT_NE(card.find("83 %"), std::string::npos);
  EXPECT_EQ(card.find("classical"), std::string::npos);
  EXPECT_NE(card.find("forest says jazz, cnn says blues"), std::string::npos);
}

TEST(PredictionText, NamesBothGenresWhereUnsure) {
  inference::Prediction p = jazz(3);
  p.unsure = true;
  EXPECT_NE(prediction_card(p, "a", {}, {}).find("jazz or blues, unsure"), std::string::npos);
  EXPECT_NE(prediction_line(p, "a", {}).find("jazz?"), std::string::npos);
}

std::string timeline_card(const inference::Prediction& p, const Terminal& terminal = {}) {
  return prediction_card(p, "a", terminal, {.timeline = true});
}

/// The line that holds `part`; "" where there is none.
std::string line_with(const std::string& text, const std::string& part) {
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) != std::string::npos) {
      return line;
    }
  }
  return "";
}

TEST(PredictionText, TimelineDrawsTheSmoothedGenresBelowTheRawOnes) {
  const std::string card = timeline_card(jazz(20));
  const std::string strip = line_with(card, "smoothed");
  EXPECT_EQ(strip.find("  smoothed   │jazz──"), 0U) << card;
  EXPECT_NE(strip.find("─│blues──"), std::string::npos) << card;
  EXPECT_EQ(display_width(strip), display_width(line_with(card, "0:00"))) << card;
  EXPECT_NE(card.find("▆"), std::string::npos) << card;  // the raw curve: 0.7 and 0.8
}

TEST(PredictionText, TimelineListsTheChangesByTheClock) {
  EXPECT_NE(timeline_card(jazz(20)).find("\n  0:33 jazz -> blues\n"), std::string::npos);
  EXPECT_NE(timeline_card(jazz(1)).find("\n  the genre does not change\n"), std::string::npos);
  inference::Prediction many = jazz(1200);
  many.changes.assign(40, {3599.6, 0, 1});
  const std::string card = timeline_card(many);
  EXPECT_NE(card.find("\n  1:00:00 blues -> classical   1:00:00 blues -> classical\n"),
            std::string::npos)
      << card;
}

TEST(PredictionText, TheStripIsBlankInSilenceAndCutsNamesThatHaveNoRoom) {
  inference::Prediction p = jazz(60);
  for (std::size_t s = 0; s < 60; ++s) {
    p.segments[s].smoothed = s < 2 ? 1 : 2;
    if (s >= 30) {
      p.segments[s].silent = true;
      p.segments[s].probabilities.clear();
      p.segments[s].smoothed.reset();
    }
  }
  const std::string strip = line_with(timeline_card(p), "smoothed");
  EXPECT_EQ(strip.find("  smoothed   │c│jazz──"), 0U) << strip;
  EXPECT_NE(strip.find("─" + std::string(30, ' ')), std::string::npos) << strip;
}

TEST(PredictionText, FitsEveryTerminal) {
  const std::string name(200, 'x');
  for (const std::size_t width : {40U, 60U, 100U, 250U}) {
    const Terminal terminal{.interactive = true, .colour = false, .width = width};
    for (const std::size_t n : {1U, 7U, 100U, 1200U}) {
      const auto p = jazz(n);
      EXPECT_LE(widest_line(prediction_card(p, name, terminal, {.top = 3, .timeline = true})),
                width);
      EXPECT_LE(widest_line(prediction_line(p, name, terminal)), width);
    }
  }
}

TEST(PredictionText, HasNoColourWhereNoneIsWanted) {
  EXPECT_EQ(prediction_card(jazz(3), "a", {}, {.timeline = true}).find('\x1b'), std::string::npos);
}

TEST(PredictionText, SilenceHasNoBars) {
  inference::Prediction p = jazz(2);
  p.kind = inference::Kind::kSilence;
  EXPECT_EQ(prediction_card(p, "a", {}, {}).find("█"), std::string::npos);
  EXPECT_NE(prediction_line(p, "a", {}).find("silence"), std::string::npos);
}

}  // namespace
}  // namespace earmark::cli
