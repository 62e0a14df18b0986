#pragma once

#include <httplib.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace earmark::server {

/// The tokens that clients may show, one a line of a file, "#" before remarks. The file is read
/// again when it has changed. Thread-safe.
class Tokens {
 public:
  /// @param file  "": none is needed
  /// @throws UsageError  it cannot be read, or holds no token
  explicit Tokens(std::filesystem::path file);

  [[nodiscard]] bool are_needed() const { return !file_.empty(); }

  /// Whether an Authorization header shows one of them. Takes as long for any token of a length.
  [[nodiscard]] bool has(const std::string& authorization);

 private:
  /// Takes the file's tokens where it has changed; keeps the old ones where it cannot be read.
  void refresh();

  std::filesystem::path file_;
  std::mutex mutex_;
  std::filesystem::file_time_type changed_;
  std::chrono::steady_clock::time_point looked_;
  std::vector<std::string> digests_;
};

/// How often each client may ask, as a bucket that fills evenly and holds what is allowed in ten
/// seconds, one at least. Remembers the clients of the last minute, up to 100 000. Thread-safe.
class ClientRate {
 public:
  /// @param per_minute  0: any number
  explicit ClientRate(std::size_t per_minute) : per_minute_{per_minute} {}

  /// Counts a request. @throws ProblemError  429: too many
  void count(const std::string& client);

 private:
  struct Bucket {
    double level = 0;
    std::chrono::steady_clock::time_point at;
  };

  void forget(std::chrono::steady_clock::time_point now);

  std::size_t per_minute_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// How many requests each client may have under way. Thread-safe.
class ClientPlaces {
 public:
  /// @param at_once  0: any number
  explicit ClientPlaces(std::size_t at_once) : at_once_{at_once} {}

  /// A place for a request, until nobody holds it. It must not outlive this.
  /// @throws ProblemError  429: the client has none left
  [[nodiscard]] std::shared_ptr<void> take(const std::string& client);

 private:
  void give_back(const std::string& client);

  std::size_t at_once_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> taken_;  ///< no client of none
};

}  // namespace earmark::server
