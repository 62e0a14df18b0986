#include "access.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <span>
#include <utility>

#include "earmark/base/sha256.h"
#include "earmark/command_line/usage.h"
#include "problem.h"
#include "wire_rules.h"

namespace earmark::server {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kLookAgain = std::chrono::seconds{1};
constexpr std::size_t kMaxTokens = 10000;
constexpr std::size_t kMaxClients = 100000;
constexpr double kBurstS = 10;

/// Digests have one length, so that comparing them tells nothing of a token.
std::string digest(const std::string& token) { return sha256_hex(std::as_bytes(std::span{token})); }

std::vector<std::string> read_digests(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::vector<std::string> digests;
  std::string line;
  while (std::getline(in, line) && digests.size() <= kMaxTokens) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos || line[first] == '#') {
      continue;
    }
    digests.push_back(digest(line.substr(first, line.find_last_not_of(" \t\r") - first + 1)));
  }
  return digests;
}

}  // namespace

Tokens::Tokens(std::filesystem::path file) : file_{std::move(file)} {
  if (file_.empty()) {
    return;
  }
  std::error_code error;
  changed_ = std::filesystem::last_write_time(file_, error);
  looked_ = Clock::now();
  digests_ = read_digests(file_);
  if (digests_.empty()) {
    throw cli::UsageError(
        "--tokens: " + file_.string() +
        (error ? " cannot be read: " + error.message() : " holds no token; write one a line"));
  }
}

void Tokens::refresh() {
  const auto now = Clock::now();
  if (now - looked_ < kLookAgain) {
    return;
  }
  looked_ = now;
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(file_, error);
  if (error || changed == changed_) {
    return;
  }
  if (auto digests = read_digests(file_); !digests.empty()) {
    digests_ = std::move(digests);
    changed_ = changed;
  }
}

bool Tokens::has(const std::string& authorization) {
  constexpr std::string_view kScheme = "bearer ";
  const bool is_bearer = authorization.size() > kScheme.size() &&
                         std::equal(kScheme.begin(), kScheme.end(), authorization.begin(),
                                    [](char a, char b) { return a == ascii_lower(b); });
  if (!is_bearer) {
    return false;
  }
  const std::string shown = digest(authorization.substr(kScheme.size()));
  const std::lock_guard lock{mutex_};
  refresh();
  bool found = false;
  for (const std::string& known : digests_) {
    found |= CRYPTO_memcmp(known.data(), shown.data(), shown.size()) == 0;
  }
  return found;
}

void ClientRate::count(const std::string& client) {
  if (per_minute_ == 0) {
    return;
  }
  const double per_second = static_cast<double>(per_minute_) / 60;
  const double room = std::max(1.0, per_second * kBurstS);
  const auto now = Clock::now();
  const std::lock_guard lock{mutex_};
  const auto [found, is_new] = buckets_.try_emplace(client, Bucket{room, now});
  Bucket& bucket = found->second;
  const std::chrono::duration<double> since = now - bucket.at;
  bucket.level = std::min(room, bucket.level + since.count() * per_second);
  bucket.at = now;
  if (bucket.level < 1) {
    const double wait_s = (1 - bucket.level) / per_second;
    throw ProblemError({.status = 429,
                        .kind = "rate_limited",
                        .detail = "this client may ask " + std::to_string(per_minute_) +
                                  " times a minute; ask more slowly",
                        .retry_after_s = std::max(1, static_cast<int>(std::ceil(wait_s)))});
  }
  bucket.level -= 1;
  forget(now);
}

void ClientRate::forget(Clock::time_point now) {
  if (buckets_.size() > kMaxClients) {
    std::erase_if(buckets_, [now](const auto& entry) {
      return now - entry.second.at > std::chrono::minutes{1};
    });
  }
  if (buckets_.size() > kMaxClients) {
    buckets_.clear();
  }
}

std::shared_ptr<void> ClientPlaces::take(const std::string& client) {
  if (at_once_ == 0) {
    return nullptr;
  }
  const std::lock_guard lock{mutex_};
  std::size_t& n = taken_[client];
  if (n >= at_once_) {
    throw ProblemError({.status = 429,
                        .kind = "rate_limited",
                        .detail = "this client may have " + std::to_string(at_once_) +
                                  " requests under way; wait for an answer before the next",
                        .retry_after_s = 1});
  }
  ++n;
  return {this, [client](ClientPlaces* places) { places->give_back(client); }};
}

void ClientPlaces::give_back(const std::string& client) {
  const std::lock_guard lock{mutex_};
  const auto found = taken_.find(client);
  if (--found->second == 0) {
    taken_.erase(found);
  }
}

}  // namespace earmark::server
