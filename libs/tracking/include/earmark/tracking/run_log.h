#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "earmark/tracking/http.h"
#include "earmark/tracking/run_data.h"
#include "earmark/tracking/server_address.h"

namespace earmark::tracking {

struct RunLogConfig {
  ServerAddress server;
  /// Makes the way to the server, which ends a request early once the flag is set.
  std::function<std::unique_ptr<Http>(const std::atomic<bool>& cancelled)> http;
  std::filesystem::path spool;  ///< folder for what a server does not have yet
  std::uint64_t max_spool_bytes = std::uint64_t{2} << 30U;  ///< of all runs together
  double finish_s = 10;        ///< how long finish() goes on trying to reach a server
  double sample_every_s = 10;  ///< how often the machine's figures are taken; 0: never

  /// @throws std::invalid_argument
  void validate() const;
};

/// How the logging of a run ended.
struct RunLogEnd {
  bool complete = false;  ///< the server has all of it
  std::string message;    ///< one sentence for a person, whether it is or not
};

/// Logs a run to a tracking server without ever being in its way: what is logged goes to a journal
/// on disk, from which a thread brings it to the server and tries again while the server is away,
/// busy or wrong. What the server has not taken at the end stays on disk, and a later run, or
/// send_spooled_runs(), brings it there. So does a run whose process was killed.
///
/// The disk is bounded: beyond max_spool_bytes files and then figures are left out, and the
/// message at the end says so.
///
/// Its members do not throw what the server or the disk do wrong; they never wait for a server,
/// except finish(). One thread at a time.
class RunLog {
 public:
  /// Begins the run. @throws std::invalid_argument
  RunLog(RunLogConfig config, const NewRun& run);

  /// As finish(run_status::kFailed) where it was not called, without waiting for a server.
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  /// Keys are brought into MLflow's alphabet: other characters become "_".
  void metrics(std::vector<Metric> metrics);
  void params(std::vector<NamedText> params);
  void tags(std::vector<NamedText> tags);
  void inputs(const std::vector<DatasetInput>& inputs);

  /// A file as it is now. @param path  its name among the artifacts, such as "model/model.onnx"
  void file(const std::filesystem::path& file, const std::string& path);

  /// A text as a file.
  void text(const std::string& text, const std::string& path);

  /// Registers a folder of the artifacts as a version of a model.
  void version(const RunVersion& version);

  /// The id that the server gave, waiting `seconds` for it at most; none where it has not.
  [[nodiscard]] std::optional<std::string> run_id(double seconds);

  /// Ends the run and sends the rest: as long as the server takes it, and finish_s where it does
  /// not.
  /// @param status  of run_status
  RunLogEnd finish(const std::string& status);

 private:
  class Journal;
  std::unique_ptr<Journal> journal_;
};

/// Now, in milliseconds since 1970.
[[nodiscard]] std::int64_t now_ms();

/// What send_spooled_runs() did.
struct SpoolReport {
  std::size_t n_sent = 0;
  std::size_t n_waiting = 0;  ///< that are still on disk
  std::string fault;          ///< why; "" where none is waiting
};

/// Sends what earlier runs left on disk and no living process has: runs that this server began, and
/// those that none did.
[[nodiscard]] SpoolReport send_spooled_runs(const RunLogConfig& config);

}  // namespace earmark::tracking
