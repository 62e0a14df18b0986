#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::ml {

/// Reads comma-separated values record by record (RFC 4180): quoted fields with commas, line ends
/// and doubled quotes; LF, CRLF or CR; a UTF-8 byte order mark and blank lines are passed over.
/// Memory is bounded whatever the file: no record may be longer than kMaxRecordBytes.
///
/// Not thread-safe.
class CsvReader {
 public:
  static constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20U;
  static constexpr std::size_t kMaxFields = 10'000;

  /// Opens the file and reads its header row.
  /// @throws TableError  no such file, not readable, empty, or a name that stands twice
  explicit CsvReader(const std::filesystem::path& path);
  /// Reads from `in`; `name` stands for the file in messages.
  CsvReader(std::istream& in, std::string name);

  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }

  /// Place of a column in the header.
  /// @throws TableError  there is none; the message lists those there are
  [[nodiscard]] std::size_t column(std::string_view name) const;
  [[nodiscard]] bool has_column(std::string_view name) const;

  /// Moves to the next record; false at the end.
  /// @throws TableError  a record with more or fewer fields than the header, an open quote, text
  ///                     after a closing quote, a NUL, or too long a record
  bool next();

  /// The current record's fields, valid until next().
  [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }
  /// The field in the named column, or "" where the header has no such column.
  [[nodiscard]] std::string_view field(std::string_view name) const;
  /// The field as a finite number.
  /// @throws TableError  it is missing or not one, naming file, line and column
  [[nodiscard]] double number(std::size_t column) const;

  /// Line on which the current record begins, from 1.
  [[nodiscard]] std::size_t line() const { return record_line_; }
  /// Throws TableError "name:line: message".
  [[noreturn]] void fail(const std::string& message) const;

 private:
  void read_header();
  bool read_record();
  bool read_field();
  void read_quoted(std::string& field);
  int get();

  std::ifstream file_;
  std::istream* in_;
  std::string name_;
  std::vector<std::string> header_;
  std::vector<std::string> fields_;
  std::size_t n_record_bytes_ = 0;
  std::size_t line_ = 1;
  std::size_t record_line_ = 1;
};

/// A field as it must be written: quoted where it holds a comma, quote, line end, or a blank at
/// either end.
[[nodiscard]] std::string csv_field(std::string_view text);

}  // namespace earmark::ml
