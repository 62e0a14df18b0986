#include "spool.h"

#include <algorithm>
#include <system_error>

#include "earmark/base/errors.h"
#include "json_read.h"

namespace earmark::tracking {
namespace {

namespace fs = std::filesystem;

/// Whether a run is this server's: that which began it, or any where none has. The address that it
/// was for may have been wrong.
bool is_for(const SpooledRun& run, const std::string& server) {
  if (text_at(run.progress(), "run_id").empty()) {
    return true;
  }
  const std::string lines = run.read_from(0);
  return text_at(read_object(lines.substr(0, lines.find('\n'))), "server") == server;
}

}  // namespace

LeftRuns::LeftRuns(const fs::path& spool, MlflowApi& api) : api_{api} {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator at{spool, error}; !error && at != end(at); at.increment(error)) {
    if (std::error_code unknown; at->is_directory(unknown)) {
      folders.push_back(at->path());
    }
  }
  std::ranges::sort(folders);
  for (const fs::path& folder : folders) {
    try {
      auto run = SpooledRun::take_over(folder);
      if (run && is_for(*run, api.uri())) {
        left_.push_back(std::make_unique<Left>(Left{std::move(*run), std::nullopt}));
      }
    } catch (const IoError&) {
      continue;  // another user's, or just removed by who sent it
    }
  }
}

bool LeftRuns::send_some() {
  if (left_.empty()) {
    return false;
  }
  Left& left = *left_.front();
  if (!left.sender) {
    left.sender.emplace(left.run, api_);
  }
  if (left.sender->send_some()) {
    return true;
  }
  if (!left.sender->has_ended()) {
    left.sender->end_as_killed();
  }
  left.run.remove();
  left_.erase(left_.begin());
  ++n_sent_;
  return true;
}

void LeftRuns::pass_over() {
  if (!left_.empty()) {
    left_.erase(left_.begin());
  }
}

}  // namespace earmark::tracking
