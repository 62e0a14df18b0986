#include "track_answers.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "earmark/command_line/text_layout.h"
#include "earmark/ml/artist_groups.h"

namespace earmark::cli {
namespace {

std::string text_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// In percent; chance is never out of the question.
std::string of_100_cases(double p_value) {
  const long n = std::lround(100 * p_value);
  return n == 0 ? "fewer than 1 of 100" : std::to_string(n) + " of 100";
}

}  // namespace

std::optional<TrackAnswers> read_track_answers(std::string_view json) {
  const nlohmann::json object = nlohmann::json::parse(json, nullptr, false);
  const auto tracks = object.find("tracks");
  if (tracks == object.end() || !tracks->is_array() || tracks->empty()) {
    return std::nullopt;
  }
  TrackAnswers answers;
  for (const nlohmann::json& track : *tracks) {
    const std::string id = text_at(track, "id");
    const std::string genre = text_at(track, "genre");
    const bool is_new =
        answers
            .insert({id, {genre, text_at(track, "artist"), text_at(track, "predicted") == genre}})
            .second;
    if (id.empty() || genre.empty() || !is_new) {
      return std::nullopt;
    }
  }
  return answers;
}

std::optional<ml::PairedComparison> compare_answers(const TrackAnswers& first,
                                                    const TrackAnswers& second) {
  if (first.empty() || first.size() != second.size()) {
    return std::nullopt;
  }
  std::vector<std::string> artists;
  artists.reserve(first.size());
  for (const auto& [id, answer] : first) {
    artists.push_back(answer.artist);
  }
  const ml::ArtistGroups groups_of{artists};
  std::vector<int> gains;
  std::vector<std::string> groups;
  gains.reserve(first.size());
  groups.reserve(first.size());
  for (const auto& [id, answer] : first) {
    const auto other = second.find(id);
    if (other == second.end() || other->second.genre != answer.genre) {
      return std::nullopt;
    }
    gains.push_back((answer.is_right ? 1 : 0) - (other->second.is_right ? 1 : 0));
    groups.push_back(groups_of.group(answer.artist, id));
  }
  return ml::paired_comparison(gains, groups);
}

std::string comparison_text(const ml::PairedComparison& comparison) {
  return counted(comparison.n_gained, "track", "tracks") + " gained, " +
         std::to_string(comparison.n_lost) +
         " lost: of two that are equally good, chance makes one as much better in " +
         of_100_cases(comparison.p_value) + " such comparisons";
}

}  // namespace earmark::cli
