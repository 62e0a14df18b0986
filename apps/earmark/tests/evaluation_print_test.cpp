#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "earmark/command_line/text_layout.h"
#include "evaluation.h"
#include "evaluation_text.h"
#include "small_evaluation.h"

namespace earmark::cli {
namespace {

using nlohmann::json;
using test::small_evaluation;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++n;
  }
  return n;
}

Evaluation hostile_evaluation() {
  Evaluation e = small_evaluation();
  e.bundle.name = "<script>alert(1)</script>";
  e.bundle.genres = {"R&B\" onload=\"x", "<img src=x>"};
  e.bundle.members = {"<b>", "cnn"};
  return e;
}

TEST(EvaluationText, StatesTheFigures) {
  const std::string text = evaluation_text(small_evaluation(), {});
  EXPECT_TRUE(has(text, "tiny 7 (forest and cnn) on 5 tracks, 1 of which failed")) << text;
  EXPECT_TRUE(has(text, "60.0 %  95 % interval 20.0 to 100.0 %")) << text;
  EXPECT_TRUE(has(text, "58.3 %")) << text;
  EXPECT_TRUE(has(text, "0.650")) << text;
  EXPECT_TRUE(has(text, "0.125")) << text;
  EXPECT_TRUE(has(text, "-0.500")) << text;
  EXPECT_TRUE(has(text, "43.8 %")) << text;
  EXPECT_TRUE(has(text, "67 %")) << text;
  EXPECT_TRUE(has(text, "1 track has no answer")) << text;
}

TEST(EvaluationText, FitsEveryTerminal) {
  Evaluation e = small_evaluation();
  for (std::size_t n = e.bundle.genres.size(); n < 14; ++n) {
    e.bundle.genres.push_back("a genre of a long name " + std::to_string(n));
  }
  e.per_genre.resize(e.bundle.genres.size());
  e.confusion.assign(e.bundle.genres.size() * e.bundle.genres.size(), 12345);
  for (const Evaluation& evaluation : {small_evaluation(), e}) {
    for (const std::size_t width : {40U, 60U, 80U, 100U, 200U}) {
      std::istringstream lines{
          evaluation_text(evaluation, {.interactive = true, .colour = false, .width = width})};
      for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(display_width(line), width) << line;
      }
    }
  }
}

TEST(EvaluationText, LeavesOutWhatCouldNotBeMeasured) {
  Evaluation e = small_evaluation();
  e.ece.reset();
  e.nll.reset();
  e.segment_accuracy.reset();
  const std::string text = evaluation_text(e, {});
  EXPECT_FALSE(has(text, "calibration") || has(text, "segment")) << text;
}

TEST(EvaluationJson, HasEveryFigureAndTrack) {
  const json j = json::parse(evaluation_json(small_evaluation()));
  EXPECT_EQ(j["n_tracks"], 5);
  EXPECT_EQ(j["n_failed"], 1);
  EXPECT_EQ(j["accuracy"], 0.6);
  EXPECT_EQ(j["accuracy_ci95"], json({0.2, 1.0}));
  EXPECT_EQ(j["balanced_accuracy"], 0.583333);
  EXPECT_EQ(j["macro_f1"], 0.65);
  EXPECT_EQ(j["ece"], 0.125);
  EXPECT_EQ(j["nll"], 0.5);
  EXPECT_EQ(j["segment_accuracy"], 0.4375);
  EXPECT_EQ(j["confusion"], json::parse(R"({"jazz": {"jazz": 2, "rock": 1},
                                            "rock": {"jazz": 0, "rock": 1}})"));
  EXPECT_EQ(j["per_genre"]["jazz"], json::parse(R"({"precision": 1.0, "recall": 0.666667,
                                                    "f1": 0.8, "n_tracks": 3})"));
  EXPECT_EQ(j["tracks"].size(), 5U);
  EXPECT_EQ(j["tracks"][2],
            json::parse(R"({"id": "c", "file": "c.mp3", "genre": "jazz", "predicted": "rock",
                            "kind": "music", "confidence": 0.75, "error": null,
                            "unsure": false, "artist": null})"));
  EXPECT_EQ(j["tracks"][4],
            json::parse(R"({"id": "e", "file": "e.mp3", "genre": "rock", "predicted": null,
                            "kind": null, "confidence": null,
                            "error": {"kind": "decode", "message": "it is a text file"},
                            "unsure": null, "artist": null})"));
  EXPECT_EQ(j["accuracy_top2"], 0.8);
  EXPECT_EQ(j["share_unsure"], 0.25);
  EXPECT_EQ(j["accuracy_sure"], 0.666667);
  EXPECT_EQ(j["ece_equal_mass"], 0.15);
  EXPECT_EQ(j["ece_if_perfect"], 0.1);
  EXPECT_EQ(j["groups"][1], json::parse(R"({"name": "excerpts of under 3 s", "n_tracks": 2,
                                            "accuracy": 0.5, "accuracy_ci95": [0.0, 1.0]})"));
  EXPECT_EQ(j["protocol"], nullptr);
  EXPECT_EQ(j["bundle"], json::parse(R"({"name": "tiny", "version": "7"})"));
}

TEST(EvaluationJson, UnmeasuredIsNullAndBrokenTextIsReplaced) {
  Evaluation e = small_evaluation();
  e.nll.reset();
  e.tracks[0].file = "\xFF.mp3";
  const json j = json::parse(evaluation_json(e));
  EXPECT_TRUE(j["nll"].is_null());
  EXPECT_EQ(j["tracks"][0]["file"], "\xEF\xBF\xBD.mp3");
}

TEST(EvaluationHtml, StatesTheFigures) {
  const std::string html = evaluation_html(small_evaluation(), "list.csv");
  EXPECT_TRUE(has(html, "forest and cnn on 5 tracks of list.csv, 1 of which failed")) << html;
  EXPECT_TRUE(has(html, "<b>60.0\u00A0%</b>"));
  EXPECT_TRUE(has(html, "from 20.0\u00A0% to 100.0\u00A0%"));
  EXPECT_TRUE(has(html, "<b>0.650</b>"));
  EXPECT_TRUE(has(html, "jazz taken for rock: 1 (33.3\u00A0%)\">1</td>"));
  EXPECT_TRUE(has(html, "jazz taken for jazz: 2 (66.7\u00A0%)\">2</td>"));
  EXPECT_EQ(count(html, "<td></td>"), 2U);  // the table's corner and rock taken for jazz
  EXPECT_TRUE(has(html, "4 tracks: confidence 80.0\u00A0%, right 75.0\u00A0%"));
  EXPECT_TRUE(has(html, "1 track without an answer"));
}

TEST(EvaluationHtml, EscapesHostileNames) {
  const std::string html = evaluation_html(hostile_evaluation(), "</title><script>.csv");
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_FALSE(has(html, "<img"));
  EXPECT_FALSE(has(html, "<b>,"));
  EXPECT_FALSE(has(html, "\" onload"));
  EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_TRUE(has(html, "R&amp;B&quot; onload=&quot;x"));
}

TEST(EvaluationHtml, NeedsNothingButItself) {
  const std::string html = evaluation_html(small_evaluation(), "list.csv");
  for (const char* outside : {"://", "//", "url(", "@import", "<link", "src=", "href="}) {
    EXPECT_FALSE(has(html, outside)) << outside;
  }
}

TEST(EvaluationHtml, HasNoDiagramWithoutProbabilities) {
  Evaluation e = small_evaluation();
  e.reliability.clear();
  EXPECT_FALSE(has(evaluation_html(e, "x"), "<svg"));
}

}  // namespace
}  // namespace earmark::cli
