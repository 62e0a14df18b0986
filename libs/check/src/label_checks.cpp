#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checks.h"
#include "earmark/ml/artist_groups.h"
#include "words.h"

namespace earmark::check {
namespace {

std::set<std::string> sides_of(const Subject& subject) {
  std::set<std::string> sides{subject.sides.begin(), subject.sides.end()};
  sides.erase("");
  return sides;
}

/// "train (5 tracks) and valid (1 track)".
std::string counts_text(const std::map<std::string, std::size_t>& counts) {
  std::vector<std::string> parts;
  parts.reserve(counts.size());
  for (const auto& [name, n] : counts) {
    parts.push_back(name + " (" + n_tracks(n) + ")");
  }
  return list(parts);
}

struct ArtistTracks {
  std::string name;  ///< as the first of them spells it
  std::vector<std::string> ids;
  std::map<std::string, std::size_t> n_of_side;
};

void check_imbalance(const Subject& subject, Report& report) {
  const auto largest = std::ranges::max_element(report.genres, {}, &GenreCount::n_tracks);
  for (const GenreCount& genre : report.genres) {
    const double ratio =
        static_cast<double>(largest->n_tracks) / static_cast<double>(genre.n_tracks);
    if (ratio > subject.options.max_imbalance) {
      report.findings.push_back(
          {.kind = Kind::kClassImbalance,
           .severity = Severity::kWarning,
           .column = genre.genre,
           .value = ratio,
           .threshold = subject.options.max_imbalance,
           .message = genre.genre + " has " + n_tracks(genre.n_tracks) + " and " + largest->genre +
                      " has " + std::to_string(largest->n_tracks) + ", " + decimals(ratio, 1) +
                      " times as many (limit " + decimals(subject.options.max_imbalance, 1) +
                      "), so " + genre.genre +
                      " will be missed and hardly measured: find more of it, or weigh the genres"});
    }
  }
}

void check_missing(const std::set<std::string>& sides, Report& report) {
  std::vector<Finding> findings;
  for (const GenreCount& genre : report.genres) {
    std::vector<std::string> lacking;
    for (const std::string& side : sides) {
      if (!genre.n_of_split.contains(side)) {
        lacking.push_back(side);
      }
    }
    if (!lacking.empty() && lacking.size() < sides.size()) {
      findings.push_back({.kind = Kind::kClassMissing,
                          .severity = Severity::kWarning,
                          .column = genre.genre,
                          .message = "no track of " + genre.genre + " is in " + list(lacking) +
                                     ", so it is not learned or not measured there: split anew, "
                                     "each genre by itself"});
    }
  }
  report.findings.insert(report.findings.end(), findings.begin(), findings.end());
}

}  // namespace

void check_artists(const Subject& subject, Report& report) {
  if (sides_of(subject).size() < 2) {
    report.not_checked.push_back({{Kind::kRecordingAcrossSplit, Kind::kArtistAcrossSplit,
                                   Kind::kClassMissing, Kind::kSplitDrift},
                                  "the tracks have no split of two or more sides in the column " +
                                      subject.options.split_column});
    return;
  }
  std::vector<std::string> names;
  names.reserve(subject.tracks.size());
  for (const CheckedTrack& checked : subject.tracks) {
    names.push_back(checked.track.artist);
  }
  if (std::ranges::all_of(names, &std::string::empty)) {
    report.not_checked.push_back({{Kind::kArtistAcrossSplit}, "no track has an artist"});
    return;
  }
  const ml::ArtistGroups groups{names};
  std::map<std::string, ArtistTracks> artists;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty() && !subject.sides[i].empty()) {
      ArtistTracks& artist = artists[groups.artist(names[i])];
      artist.name = artist.name.empty() ? names[i] : artist.name;
      artist.ids.push_back(subject.tracks[i].track.id);
      ++artist.n_of_side[subject.sides[i]];
    }
  }
  for (const auto& [key, artist] : artists) {
    if (artist.n_of_side.size() > 1) {
      report.findings.push_back(
          {.kind = Kind::kArtistAcrossSplit,
           .severity = Severity::kError,
           .tracks = artist.ids,
           .message = artist.name + " is in " + counts_text(artist.n_of_side) +
                      ", so what is measured is partly how well the artist is remembered: put all "
                      "tracks of one artist on one side"});
    }
  }
}

void check_genres(const Subject& subject, Report& report) {
  std::map<std::string, GenreCount> by_name;
  for (std::size_t i = 0; i < subject.tracks.size(); ++i) {
    if (!subject.tracks[i].has_labels()) {
      continue;
    }
    GenreCount& genre = by_name[subject.tracks[i].track.genre];
    genre.genre = subject.tracks[i].track.genre;
    ++genre.n_tracks;
    if (!subject.sides[i].empty()) {
      ++genre.n_of_split[subject.sides[i]];
    }
  }
  report.genres.reserve(by_name.size());
  for (auto& [name, genre] : by_name) {
    report.genres.push_back(std::move(genre));
  }
  check_imbalance(subject, report);
  check_missing(sides_of(subject), report);
}

}  // namespace earmark::check
