#include "earmark/tracking/run_log.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <stdexcept>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "journal_entries.h"
#include "json_read.h"
#include "run_worker.h"
#include "spool.h"

namespace earmark::tracking {
namespace {

/// Letters, digits, "_", "-", ".", " " and "/": what MLflow takes in a key.
std::string clean_key(std::string key) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. /";
  constexpr std::size_t kMaxKey = 250;
  std::ranges::replace_if(
      key, [&](char c) { return kAllowed.find(c) == std::string_view::npos; }, '_');
  return key.substr(0, kMaxKey);
}

std::string clean_value(const std::string& value, std::size_t longest) {
  constexpr std::string_view kCut = " …";
  return value.size() <= longest ? value : value.substr(0, longest - kCut.size()).append(kCut);
}

std::string counted(std::size_t n, const char* one, const char* many) {
  return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

}  // namespace

void RunLogConfig::validate() const {
  if (server.uri.empty() || !http || spool.empty()) {
    throw std::invalid_argument("RunLogConfig: server, http and spool must be given");
  }
  if (!(finish_s >= 0) || !(sample_every_s >= 0)) {
    throw std::invalid_argument("RunLogConfig: times must not be negative");
  }
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The journal of the run, which the caller's thread and the worker's write.
class RunLog::Journal {
 public:
  Journal(RunLogConfig config, const NewRun& run) : config_{std::move(config)}, name_{run.name} {
    config_.validate();
    try {
      n_bytes_ = bytes_below(config_.spool);
      spooled_ = std::make_unique<SpooledRun>(SpooledRun::create(config_.spool));
      append(run_entry(run, config_.server.uri));
      worker_ = std::make_unique<RunWorker>(
          config_, *spooled_,
          [this](const std::vector<Metric>& metrics) { write_one(metrics_entry(metrics)); });
    } catch (const IoError& error) {
      disk_ = error.what();
    }
  }

  ~Journal() {
    if (!ended_) {
      write_end(run_status::kFailed);
    }
  }
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void append(const nlohmann::json& entry) {
    write_one(entry);
    wake();
  }

  void append_file(const std::filesystem::path& file, const std::string& path) {
    keep_file(file, path);
    wake();
  }
  void append_text(const std::string& text, const std::string& path) {
    const std::filesystem::path file =
        spooled_ ? spooled_->folder() / "text" : std::filesystem::path{};
    try {
      if (spooled_) {
        write_file(file, text);
        append_file(file, path);
      }
    } catch (const IoError& lost) {
      disk_ = lost.what();
    }
  }

  std::optional<std::string> run_id(double seconds) {
    return worker_ ? worker_->run_id(seconds) : std::nullopt;
  }

  RunLogEnd finish(const std::string& status) {
    write_end(status);
    if (worker_) {
      worker_->finish();
    }
    const bool complete = worker_ && worker_->is_complete() && n_files_lost_ + n_entries_lost_ == 0;
    if (worker_ && worker_->is_complete()) {
      spooled_->remove();
    }
    return {complete, worker_ && worker_->is_complete() ? told_done() : told_waiting()};
  }

 private:
  void wake() {
    if (worker_) {
      worker_->wake();
    }
  }

  void write_one(const nlohmann::json& entry) {
    const std::scoped_lock lock{mutex_};
    write(entry, text_of(entry).size());
  }

  void keep_file(const std::filesystem::path& file, const std::string& path) {
    const std::scoped_lock lock{mutex_};
    if (!spooled_) {
      return;
    }
    std::error_code error;
    const std::uint64_t n_bytes = std::filesystem::file_size(file, error);
    if (!error && n_bytes_ + n_bytes > config_.max_spool_bytes) {
      ++n_files_lost_;
      return;
    }
    try {
      const std::string kept = spooled_->keep(file);
      write({{"op", op::kFile}, {"path", path}, {"kept", kept}}, n_bytes);
    } catch (const IoError& lost) {
      ++n_files_lost_;
      disk_ = lost.what();
    }
  }

  void write(const nlohmann::json& entry, std::uint64_t n_bytes) {
    if (!spooled_) {
      return;
    }
    // The run's beginning and end are always written: without them the rest is worth nothing.
    const bool is_frame = entry["op"] == op::kRun || entry["op"] == op::kEnd;
    if (!is_frame && n_bytes_ + n_bytes > config_.max_spool_bytes) {
      ++n_entries_lost_;
      return;
    }
    try {
      spooled_->append(entry);
      n_bytes_ += n_bytes;
    } catch (const IoError& error) {
      ++n_entries_lost_;
      disk_ = error.what();
    }
  }

  void write_end(const std::string& status) {
    ended_ = true;
    append({{"op", op::kEnd}, {"status", status}, {"time", now_ms()}});
  }

  [[nodiscard]] std::string told_done() const {
    const Run& run = worker_->run();
    std::string text = "run \"" + name_ + "\" is at " + config_.server.uri + "/#/experiments/" +
                       run.experiment_id + "/runs/" + run.run_id;
    if (const auto& refusals = worker_->refusals(); !refusals.empty()) {
      text += "; " + counted(refusals.size(), "entry is", "entries are") +
              " missing there: " + refusals.front();
    }
    return text + losses();
  }

  [[nodiscard]] std::string told_waiting() const {
    if (!worker_) {
      return "the run \"" + name_ + "\" is not logged: " + disk_;
    }
    return worker_->fault() + "; what was to be logged waits in " + spooled_->folder().string() +
           ", and the next run that reaches the server sends it" + losses();
  }

  [[nodiscard]] std::string losses() const {
    if (n_files_lost_ + n_entries_lost_ == 0) {
      return "";
    }
    return "; " + counted(n_files_lost_, "file", "files") + " and " +
           counted(n_entries_lost_, "entry", "entries") + " were left out: " +
           (disk_.empty() ? "over " + std::to_string(config_.max_spool_bytes >> 20U) +
                                " MiB wait in " + config_.spool.string() + " already"
                          : disk_);
  }

  RunLogConfig config_;
  std::string name_;
  std::mutex mutex_;
  std::unique_ptr<SpooledRun> spooled_;
  std::uint64_t n_bytes_ = 0;  ///< of the whole spool
  std::size_t n_files_lost_ = 0;
  std::size_t n_entries_lost_ = 0;
  std::string disk_;
  bool ended_ = false;
  std::unique_ptr<RunWorker> worker_;  ///< last: its thread writes here
};

RunLog::RunLog(RunLogConfig config, const NewRun& run)
    : journal_{std::make_unique<Journal>(std::move(config), run)} {}

RunLog::~RunLog() = default;

void RunLog::metrics(std::vector<Metric> metrics) {
  for (Metric& metric : metrics) {
    metric.key = clean_key(metric.key);
  }
  journal_->append(metrics_entry(metrics));
}

void RunLog::params(std::vector<NamedText> params) {
  constexpr std::size_t kMaxParam = 6000;  // characters that MLflow takes
  for (NamedText& param : params) {
    param = {clean_key(param.key), clean_value(param.value, kMaxParam)};
  }
  journal_->append(texts_entry(op::kParams, params));
}

void RunLog::tags(std::vector<NamedText> tags) {
  constexpr std::size_t kMaxTag = 8000;
  for (NamedText& tag : tags) {
    tag = {clean_key(tag.key), clean_value(tag.value, kMaxTag)};
  }
  journal_->append(texts_entry(op::kTags, tags));
}

void RunLog::inputs(const std::vector<DatasetInput>& inputs) {
  journal_->append(inputs_entry(inputs));
}

void RunLog::file(const std::filesystem::path& file, const std::string& path) {
  journal_->append_file(file, path);
}

void RunLog::text(const std::string& text, const std::string& path) {
  journal_->append_text(text, path);
}

void RunLog::version(const RunVersion& version) { journal_->append(version_entry(version)); }

std::optional<std::string> RunLog::run_id(double seconds) { return journal_->run_id(seconds); }

RunLogEnd RunLog::finish(const std::string& status) { return journal_->finish(status); }

SpoolReport send_spooled_runs(const RunLogConfig& config) {
  config.validate();
  const std::atomic<bool> cancelled{false};
  SpoolReport report;
  std::optional<LeftRuns> left;
  try {
    const std::unique_ptr<Http> http = config.http(cancelled);
    MlflowApi api{config.server, *http};
    left.emplace(config.spool, api);
    while (left->send_some()) {
    }
  } catch (const DataError& error) {
    report.fault = error.what();
  }
  report.n_sent = left ? left->n_sent() : 0;
  report.n_waiting = left ? left->size() : 0;
  return report;
}

}  // namespace earmark::tracking
