#include "augmented_list.h"

#include <map>
#include <set>

#include "earmark/base/errors.h"
#include "earmark/inference/classifier.h"
#include "earmark/ml/csv.h"

namespace earmark::cli {
namespace {

using Row = std::map<std::string, std::string>;

const std::vector<std::string> kFirstColumns{"id",     "file",  "genre", "artist",
                                             "source", "split", "note",  "copy_of"};

Row row_of(const ml::Track& track) {
  Row row = track.others;
  row["id"] = track.id;
  row["file"] = std::filesystem::absolute(track.file).lexically_normal().string();
  row["genre"] = track.genre;
  row["artist"] = track.artist;
  row["source"] = track.source;
  row["split"] = track.split;
  row["note"] = track.note;
  return row;
}

Row copy_row(const ml::Track& track, const AugmentedFile& file, double duration_s) {
  Row row = row_of(track);
  if (row["copy_of"].empty()) {
    row["copy_of"] = track.id;
  }
  row["id"] = track.id + ".copy" + std::to_string(file.copy);
  row["file"] = std::filesystem::absolute(file.out).lexically_normal().string();
  if (row.contains("duration_s")) {
    row["duration_s"] = std::to_string(duration_s);
  }
  if (duration_s < inference::kSegmentSeconds) {
    row["note"] = "excerpt";
  }
  return row;
}

std::string line_of(const Row& row, std::span<const std::string> columns) {
  std::string line;
  for (const std::string& column : columns) {
    const auto value = row.find(column);
    line += (line.empty() ? "" : ",") +
            (value == row.end() ? std::string{} : ml::csv_field(value->second));
  }
  return line + '\n';
}

std::vector<std::string> columns_of(std::span<const Row> rows) {
  std::vector<std::string> columns = kFirstColumns;
  std::set<std::string> known{columns.begin(), columns.end()};
  for (const Row& row : rows) {
    for (const auto& [name, value] : row) {
      if (known.insert(name).second) {
        columns.push_back(name);
      }
    }
  }
  return columns;
}

}  // namespace

std::string augmented_list(std::span<const ml::Track> tracks, std::span<const AugmentedFile> files,
                           std::span<const std::optional<double>> durations_s) {
  std::vector<Row> rows;
  rows.reserve(tracks.size() + files.size());
  const std::size_t n_copies = tracks.empty() ? 0 : files.size() / tracks.size();
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    rows.push_back(row_of(tracks[i]));
    for (std::size_t k = i * n_copies; k < (i + 1) * n_copies; ++k) {
      if (const std::optional<double>& duration_s = durations_s[k]) {
        rows.push_back(copy_row(tracks[i], files[k], *duration_s));
      }
    }
  }
  std::set<std::string> ids;
  for (const Row& row : rows) {
    if (!ids.insert(row.at("id")).second) {
      throw TableError("a copy would have the id " + row.at("id") +
                       ", which a track of the list has already: rename the track");
    }
  }
  const std::vector<std::string> columns = columns_of(rows);
  std::string text;
  for (const std::string& column : columns) {
    text += (text.empty() ? "" : ",") + ml::csv_field(column);
  }
  text += '\n';
  for (const Row& row : rows) {
    text += line_of(row, columns);
  }
  return text;
}

}  // namespace earmark::cli
