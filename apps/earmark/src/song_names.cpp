#include "song_names.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

fs::path without_ending(const fs::path& file) { return file.parent_path() / file.stem(); }

/// The files' paths without endings where nothing but these is lost.
std::vector<fs::path> short_paths(const std::vector<fs::path>& files) {
  std::map<fs::path, std::set<fs::path>> of_path;
  for (const fs::path& file : files) {
    of_path[without_ending(file)].insert(file);
  }
  std::vector<fs::path> paths;
  paths.reserve(files.size());
  for (const fs::path& file : files) {
    const fs::path path = without_ending(file);
    paths.push_back(of_path[path].size() == 1 ? path : file);
  }
  return paths;
}

/// The last `n` parts of a path, all where it has no more.
std::string last_parts(const fs::path& path, std::ptrdiff_t n) {
  const std::ptrdiff_t n_parts = std::distance(path.begin(), path.end());
  fs::path name;
  for (auto part = std::next(path.begin(), std::max<std::ptrdiff_t>(n_parts - n, 0));
       part != path.end(); ++part) {
    name /= *part;
  }
  return name.string();
}

}  // namespace

std::vector<std::string> song_names(const std::vector<fs::path>& files) {
  const std::vector<fs::path> paths = short_paths(files);
  std::vector<std::string> names(files.size());
  std::vector<std::size_t> open(files.size());
  for (std::size_t i = 0; i < open.size(); ++i) {
    open[i] = i;
  }
  for (std::ptrdiff_t n = 1; !open.empty(); ++n) {
    std::map<std::string, std::set<fs::path>> called;
    for (const std::size_t i : open) {
      names[i] = last_parts(paths[i], n);
      called[names[i]].insert(paths[i]);
    }
    std::erase_if(open, [&](std::size_t i) { return called[names[i]].size() == 1; });
  }
  return names;
}

}  // namespace earmark::cli
