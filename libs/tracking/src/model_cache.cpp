#include "earmark/tracking/model_cache.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <span>
#include <system_error>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "earmark/tracking/runs.h"
#include "earmark/tracking/tracking_error.h"
#include "json_read.h"

namespace earmark::tracking {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kServerName = 16;  // hexadecimal digits that tell servers apart
constexpr std::size_t kMaxFiles = 1000;  // of a version: more is no bundle

std::string first_line(const fs::path& file) {
  std::ifstream in{file};
  std::string line;
  std::getline(in, line);
  return line;
}

/// A path of the server's that stays below the folder it is put into.
bool stays_below(const fs::path& path) {
  return !path.empty() && path.is_relative() &&
         std::ranges::none_of(path, [](const fs::path& part) { return part == ".."; });
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw IoError("cannot make the folder " + folder.string() + ": " + error.message());
  }
}

void download_all(MlflowApi& api, const ModelVersion& version, const fs::path& folder) {
  const std::string place = artifact_place(version.source);
  const std::vector<Artifact> files = files_below(api, place);
  if (files.empty() || files.size() > kMaxFiles) {
    throw TrackingError(Fault::kAbsent,
                        "version " + version.version + " of " + version.name + " at " + api.uri() +
                            " has " + std::to_string(files.size()) + " files: it is no bundle");
  }
  for (const Artifact& file : files) {
    if (!stays_below(file.path)) {
      throw TrackingError(Fault::kRefused, "version " + version.version + " of " + version.name +
                                               " names a file outside of itself: " + file.path);
    }
    make_folder((folder / file.path).parent_path());
    api.download(place + '/' + file.path, folder / file.path);
  }
}

}  // namespace

ModelCache::ModelCache(const fs::path& folder, const ServerAddress& server)
    : folder_{folder / sha256_hex(std::as_bytes(std::span{server.uri})).substr(0, kServerName)} {}

fs::path ModelCache::model_folder(const std::string& name) const {
  // A dot more than a name has: "." and ".." are names too.
  return folder_ / (url_encode(name) + ".model");
}

fs::path ModelCache::pointer(const ModelUri& uri) const {
  const std::string key = uri.alias.empty() ? (uri.version.empty() ? "latest" : uri.version)
                                            : '@' + url_encode(uri.alias);
  return model_folder(uri.name) / ("good-" + key);
}

CachedModel ModelCache::fetch(MlflowApi& api, const ModelUri& uri, const ModelCheck& check) {
  try {
    const ModelVersion version = Registry{api}.find(uri);
    const fs::path folder = bring(api, version, check);
    if (first_line(pointer(uri)) != version.version) {
      write_file(pointer(uri), version.version + '\n');
    }
    return {folder, version.version, ""};
  } catch (const DataError& error) {
    if (auto good = last_good(uri, check, error.what())) {
      return *std::move(good);
    }
    throw;
  }
}

std::optional<CachedModel> ModelCache::last_good(const ModelUri& uri, const ModelCheck& check,
                                                 const std::string& why) const {
  const std::string version = first_line(pointer(uri));
  const fs::path folder = model_folder(uri.name) / version;
  std::error_code error;
  if (!is_whole_number(version) || !fs::is_directory(folder, error)) {
    return std::nullopt;
  }
  ModelVersion known;
  known.name = uri.name;
  known.version = version;
  check(folder, known);
  return CachedModel{folder, version,
                     why + "; version " + version + ", the last good one from there, answers"};
}

fs::path ModelCache::bring(MlflowApi& api, const ModelVersion& version,
                           const ModelCheck& check) const {
  const fs::path model = model_folder(version.name);
  fs::path folder = model / version.version;
  std::error_code error;
  if (fs::is_directory(folder, error)) {
    try {
      check(folder, version);
      return folder;
    } catch (const DataError&) {
      fs::remove_all(folder, error);  // changed here since: brought anew
    }
  }
  const fs::path fresh = model / ("." + version.version + ".tmp-" + std::to_string(::getpid()));
  fs::remove_all(fresh, error);
  make_folder(fresh);
  try {
    download_all(api, version, fresh);
    check(fresh, version);
  } catch (...) {
    fs::remove_all(fresh, error);
    throw;
  }
  fs::rename(fresh, folder, error);
  if (error) {
    fs::remove_all(fresh, error);  // another process was quicker
  }
  prune(version.name);
  return folder;
}

void ModelCache::prune(const std::string& name) const {
  std::set<std::string> in_use;
  std::vector<long long> versions;
  std::error_code error;
  for (fs::directory_iterator at{model_folder(name), error}; !error && at != end(at);
       at.increment(error)) {
    const std::string file = at->path().filename().string();
    if (file.starts_with("good-")) {
      in_use.insert(first_line(at->path()));
    } else if (is_whole_number(file)) {
      versions.push_back(std::stoll(file));
    }
  }
  std::ranges::sort(versions, std::greater{});
  for (std::size_t i = kKeptVersions; i < versions.size(); ++i) {
    if (const std::string version = std::to_string(versions[i]); !in_use.contains(version)) {
      fs::remove_all(model_folder(name) / version, error);
    }
  }
}

}  // namespace earmark::tracking
