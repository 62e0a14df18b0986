#include "service.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "bundle_host.h"
#include "connections.h"
#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/console.h"
#include "earmark/command_line/usage.h"
#include "earmark/telemetry/event_log.h"
#include "earmark/telemetry/tracer.h"
#include "earmark/tracking/registry.h"
#include "front.h"
#include "judge.h"
#include "listener.h"
#include "watcher.h"

namespace earmark::server {
namespace {

sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

timespec as_timespec(double s) {
  const auto whole = static_cast<std::time_t>(s);
  return {whole, static_cast<long>((s - static_cast<double>(whole)) * 1e9)};
}

/// The next signal within a time; 0 where there is none.
int next_signal(double within_s) {
  const sigset_t set = our_signals();
  const timespec limit = as_timespec(within_s);
  const int signal = ::sigtimedwait(&set, nullptr, &limit);
  return std::max(signal, 0);
}

ConnectionsConfig connections_config(const ServerConfig& config) {
  return {.max_connections = config.max_connections,
          .max_threads = config.max_requests,
          .kept = {.idle_s = config.idle_timeout_s},
          .stream = {.head_s = config.head_timeout_s,
                     .body_idle_s = config.body_timeout_s,
                     .body_bytes_per_s = config.body_bytes_per_s}};
}

telemetry::ServiceState state_of(const Connections& connections, const Judge& judge,
                                 const LoadedBundle& bundle) {
  const Connections::Counts open = connections.counts();
  const Admission::Counts queue = judge.admission().counts();
  return {
      .active_requests = static_cast<double>(open.busy),
      .open_connections = static_cast<double>(open.open),
      .waiting_sounds = static_cast<double>(queue.waiting),
      .waiting_cpu_s = queue.waiting_s,
      .bundle_name = bundle.manifest().name,
      .bundle_version = bundle.manifest().version,
      .bundle_loaded_s = bundle.loaded_s(),
      .drift = bundle.drift() == nullptr ? telemetry::DriftFigures{} : bundle.drift()->figures()};
}

/// @throws UsageError  a variable OTEL_… that cannot be
telemetry::TracingConfig tracing_of_environment() {
  try {
    return telemetry::tracing_config([](const char* name) {
      const char* const text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
      return std::string{text == nullptr ? "" : text};
    });
  } catch (const DataError& error) {
    throw cli::UsageError(error.what());
  }
}

/// What runs beside the connections: signals, and looking whether the bundle has moved.
class Watch {
 public:
  Watch(telemetry::EventLog& log, const ServerConfig& config, BundleHost& bundles)
      : log_{&log},
        bundles_{&bundles},
        polls_{tracking::ModelUri::is_one(config.bundle)},
        poll_s_{config.bundle_poll_s} {}

  void until_told_to_end() {
    for (;;) {
      switch (next_signal(poll_s_)) {
        case SIGTERM:
        case SIGINT:
          return;
        case SIGHUP:
          attempt([this] {
            bundles_->reload();
            return true;
          });
          break;
        default:
          if (polls_) {
            attempt([this] { return bundles_->reload_if_moved(); });
          }
      }
    }
  }

 private:
  template <typename Reload>
  void attempt(const Reload& reload) {
    try {
      if (reload()) {
        const auto& manifest = bundles_->current()->manifest();
        log_->write(telemetry::LogLevel::kInfo, "answers by another bundle",
                    {{"bundle", manifest.name}, {"version", manifest.version}});
      }
    } catch (const std::exception& error) {
      log_->write(telemetry::LogLevel::kError, "the bundle before still answers",
                  {{"reason", error.what()}});
    }
  }

  telemetry::EventLog* log_;
  BundleHost* bundles_;
  bool polls_;
  double poll_s_;
};

}  // namespace

void block_signals() {
  const sigset_t set = our_signals();
  (void)::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  (void)std::signal(SIGPIPE, SIG_IGN);
}

ExitCode serve(cli::Console& console, ServerConfig config) {
  const telemetry::TracingConfig tracing = tracing_of_environment();
  if (config.jobs == 0) {
    config.jobs = ThreadPool::available_processors();
  }
  Listener listener{config.host, config.port};
  BundleHost bundles{[&] { return cli::bundle_location(console, config.bundle); }, config.profile};
  Judge judge{{.admission = {.n_slots = config.jobs,
                             .max_queue_s = config.max_queue_s,
                             .max_waiting = std::max<std::size_t>(1, config.max_requests / 2)},
               .max_duration_s = config.max_duration_s,
               .max_channels = config.max_channels}};
  telemetry::EventLog log{STDERR_FILENO, telemetry::log_level_of(config.log_level)};
  telemetry::Tracer tracer{tracing, EARMARK_VERSION, [&log](std::string_view message) {
                             log.write(telemetry::LogLevel::kWarning, message);
                           }};
  Watcher watcher{log, tracer, config.log_file_names};
  Front front{config, bundles, judge, watcher};
  Connections connections{connections_config(config), listener, front};
  watcher.set_state_of([&] { return state_of(connections, judge, *bundles.current()); });
  std::thread accepting{[&] { connections.run(); }};

  const auto& manifest = bundles.current()->manifest();
  console.print("earmark-server listens at " + listener.address() + ", bundle " + manifest.name +
                ' ' + manifest.version + '\n');
  log.write(
      telemetry::LogLevel::kInfo, "listens",
      {{"address", listener.address()}, {"bundle", manifest.name}, {"version", manifest.version}});
  Watch{log, config, bundles}.until_told_to_end();
  log.write(telemetry::LogLevel::kInfo, "ends when what runs is answered");

  front.set_stopping();
  connections.stop();
  if (!connections.wait_until_answered(config.drain_s)) {
    judge.give_up();
  }
  accepting.join();
  return ExitCode::kOk;
}

}  // namespace earmark::server
