#pragma once

#include <stdexcept>
#include <string>

namespace earmark {

/// Bad data from outside: a file, a model, a table, a request. Its message is one sentence for a
/// person: what is wrong, where, and what would be right. A caller's own mistake is
/// std::invalid_argument instead.
class DataError : public std::runtime_error {
 public:
  /// @param kind  the short name programs see, such as "decode" or "too_short"
  DataError(std::string kind, const std::string& message)
      : std::runtime_error{message}, kind_{std::move(kind)} {}

  [[nodiscard]] const std::string& kind() const { return kind_; }

 private:
  std::string kind_;
};

/// Sound that cannot be read: kind "decode" (unknown or damaged format), "too_short", "too_long",
/// "not_found", "permission" or "unsupported".
class DecodeError : public DataError {
 public:
  using DataError::DataError;
  explicit DecodeError(const std::string& message) : DataError{"decode", message} {}
};

/// A bundle or one of its members that is missing, damaged or does not fit: kind "bundle".
class BundleError : public DataError {
 public:
  explicit BundleError(const std::string& message) : DataError{"bundle", message} {}
};

/// A table, list of tracks or prepared data set that cannot be used: kind "table".
class TableError : public DataError {
 public:
  explicit TableError(const std::string& message) : DataError{"table", message} {}
};

/// A file that cannot be written or read for the system's own reasons, such as a full disk:
/// kind "io".
class IoError : public DataError {
 public:
  explicit IoError(const std::string& message) : DataError{"io", message} {}
};

}  // namespace earmark
