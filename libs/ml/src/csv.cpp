#include "earmark/ml/csv.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <set>
#include <system_error>
#include <utility>

#include "earmark/base/errors.h"
#include "parse_number.h"

namespace earmark::ml {
namespace {

constexpr int kEnd = std::char_traits<char>::eof();

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) {
    if (text.size() > 300) {
      return text + ", ...";
    }
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

}  // namespace

CsvReader::CsvReader(const std::filesystem::path& path) : in_{&file_}, name_{path.string()} {
  if (std::error_code error; std::filesystem::is_directory(path, error)) {
    throw TableError(name_ + ": a folder, where a CSV file is needed");
  }
  file_.open(path, std::ios::binary);
  if (!file_) {
    throw TableError(name_ + ": cannot be read: " + std::generic_category().message(errno));
  }
  read_header();
}

CsvReader::CsvReader(std::istream& in, std::string name) : in_{&in}, name_{std::move(name)} {
  read_header();
}

void CsvReader::read_header() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::size_t n_mark = 0;
  while (n_mark < kByteOrderMark.size() && in_->peek() == (kByteOrderMark[n_mark] & 0xFF)) {
    in_->get();
    ++n_mark;
  }
  if (n_mark % kByteOrderMark.size() != 0) {
    fail("not a text file in UTF-8");
  }
  if (!read_record()) {
    fail("empty, where a CSV with a header row is needed");
  }
  header_ = std::exchange(fields_, {});
  std::set<std::string_view> seen;
  for (const auto& name : header_) {
    if (!seen.insert(name).second) {
      fail("two columns are named '" + name + "'");
    }
  }
}

std::size_t CsvReader::column(std::string_view name) const {
  const auto place = std::ranges::find(header_, name);
  if (place == header_.end()) {
    throw TableError(name_ + ": it has no column '" + std::string{name} + "', only " +
                     join(header_));
  }
  return static_cast<std::size_t>(place - header_.begin());
}

bool CsvReader::has_column(std::string_view name) const {
  return std::ranges::find(header_, name) != header_.end();
}

bool CsvReader::next() {
  if (!read_record()) {
    return false;
  }
  if (fields_.size() != header_.size()) {
    fail("the row has " + std::to_string(fields_.size()) + " fields, the header has " +
         std::to_string(header_.size()));
  }
  return true;
}

std::string_view CsvReader::field(std::string_view name) const {
  const auto place = std::ranges::find(header_, name);
  return place == header_.end() ? std::string_view{}
                                : fields_[static_cast<std::size_t>(place - header_.begin())];
}

double CsvReader::number(std::size_t column) const {
  const std::string& text = fields_[column];
  const auto value = parse_number(text);
  if (!value || !std::isfinite(*value)) {
    fail("column '" + header_[column] + "' has " +
         (text.empty() ? "no value" : "'" + text.substr(0, 40) + "'") +
         ", where a finite number is needed");
  }
  return *value;
}

void CsvReader::fail(const std::string& message) const {
  throw TableError(name_ + ":" + std::to_string(record_line_) + ": " + message);
}

int CsvReader::get() {
  const int c = in_->get();
  if (c == kEnd) {
    if (in_->bad()) {
      fail("reading failed");
    }
    return kEnd;
  }
  if (++n_record_bytes_ > kMaxRecordBytes) {
    fail("the row is longer than " + std::to_string(kMaxRecordBytes) + " bytes");
  }
  if (c == 0) {
    fail("the row holds a NUL byte: not a text file");
  }
  if (c == '\n' || (c == '\r' && in_->peek() != '\n')) {
    ++line_;
  }
  return c;
}

bool CsvReader::read_record() {
  do {
    fields_.clear();
    n_record_bytes_ = 0;
    record_line_ = line_;
    if (in_->peek() == kEnd) {
      if (in_->bad()) {
        fail("reading failed");
      }
      return false;
    }
    while (read_field()) {
      if (fields_.size() > kMaxFields) {
        fail("the row has more than " + std::to_string(kMaxFields) + " fields");
      }
    }
  } while (fields_.size() == 1 && fields_[0].empty());
  return true;
}

/// Reads one field; false where it ends its record.
bool CsvReader::read_field() {
  std::string& field = fields_.emplace_back();
  if (in_->peek() == '"') {
    get();
    read_quoted(field);
  }
  while (true) {
    const int c = get();
    if (c == ',') {
      return true;
    }
    if (c == kEnd || c == '\n') {
      return false;
    }
    if (c == '\r') {
      if (in_->peek() == '\n') {
        get();
      }
      return false;
    }
    field.push_back(static_cast<char>(c));
  }
}

void CsvReader::read_quoted(std::string& field) {
  while (true) {
    const int c = get();
    if (c == kEnd) {
      fail("a quoted field is not closed");
    }
    if (c != '"') {
      field.push_back(static_cast<char>(c));
      continue;
    }
    if (in_->peek() != '"') {
      break;
    }
    field.push_back(static_cast<char>(get()));
  }
  const int after = in_->peek();
  if (after != kEnd && after != ',' && after != '\r' && after != '\n') {
    fail("text follows a closing quote; a quote inside a quoted field is written twice");
  }
}

std::string csv_field(std::string_view text) {
  const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos &&
                     (text.empty() || (text.front() != ' ' && text.back() != ' '));
  if (plain) {
    return std::string{text};
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + '"';
}

}  // namespace earmark::ml
