#include "prediction_text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "text_layout.h"

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
