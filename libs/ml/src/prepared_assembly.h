#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "earmark/ml/prepared_writer.h"
#include "prepared_entry.h"

namespace earmark::ml {

/// Puts the final files of a prepared data set together from cache entries. Entries are read one
/// at a time, so memory does not grow with the tensors.
class PreparedAssembly {
 public:
  /// @param entries  the cache file of each track
  /// @throws TableError  an entry that is missing or of another recipe
  PreparedAssembly(std::filesystem::path dir, const PreparedRecipe& recipe,
                   std::span<const Track> tracks, std::span<const std::filesystem::path> entries);

  /// @throws TableError  as choose_sides
  void set_sides(const ChooseSides& choose_sides);

  /// @throws TableError, IoError
  void write() const;
  /// Of all tracks, in their order.
  [[nodiscard]] const std::vector<PreparedSegment>& segments() const { return segments_; }
  [[nodiscard]] const PreparedWriter::Summary& summary() const { return summary_; }

 private:
  [[nodiscard]] PreparedEntry read(std::size_t track, bool with_values) const;
  [[nodiscard]] std::string table_header() const;
  [[nodiscard]] std::vector<std::string> other_columns() const;
  void add_segments(const Track& track, const PreparedEntry& entry);
  void append_rows(const PreparedEntry& entry, std::span<const PreparedSegment> rows,
                   std::string& table, std::string& segments) const;
  void write_manifest() const;

  std::filesystem::path dir_;
  const PreparedRecipe& recipe_;
  std::span<const Track> tracks_;
  std::span<const std::filesystem::path> entries_;
  std::vector<PreparedSegment> segments_;
  PreparedWriter::Summary summary_;
};

}  // namespace earmark::ml
