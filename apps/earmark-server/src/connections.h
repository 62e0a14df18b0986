#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "connection_stream.h"
#include "http_session.h"
#include "listener.h"
#include "waiting_streams.h"

namespace earmark::server {

struct ConnectionsConfig {
  std::size_t max_connections = 1024;
  std::size_t max_threads = 256;
  KeptAlive kept = {};
  StreamLimits stream = {};
};

/// Takes connections and gives those to threads of which a request's head is here; they serve one
/// request each time. A connection that says nothing, or little, costs no thread and is closed;
/// where there are too many, the one that has been silent longest makes room.
///
/// run() is one thread's, stop() anyone's.
class Connections {
 public:
  /// @param listener, handler  must outlive this
  Connections(const ConnectionsConfig& config, Listener& listener, RequestHandler& handler);
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  /// Serves until stop(); then takes no more, and returns when all that runs is answered.
  void run();
  void stop();

  /// Waits until run() has answered all and is about to return. @return  whether it is, in time
  [[nodiscard]] bool wait_until_answered(double at_most_s);

  /// Connections, and those that are being served.
  struct Counts {
    std::size_t open = 0;
    std::size_t busy = 0;
  };
  [[nodiscard]] Counts counts() const;

 private:
  using Stream = WaitingStreams::Stream;

  void accept_all();
  void add(int fd);
  static void refuse(int fd);
  void take_returned();
  void hand_over(Stream stream);
  void close_late();
  void start_worker_if_needed();
  void work();

  ConnectionsConfig config_;
  Listener* listener_;
  RequestHandler* handler_;
  int epoll_ = -1;
  int wake_ = -1;

  WaitingStreams waiting_;  ///< of the thread of run() alone

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Stream> ready_;
  std::vector<Stream> returned_;
  std::vector<std::thread> workers_;
  std::size_t n_open_ = 0;
  std::size_t n_resting_ = 0;
  std::size_t n_busy_ = 0;
  bool stopping_ = false;
  bool takes_no_more_ = false;
  bool all_answered_ = false;
};

}  // namespace earmark::server
