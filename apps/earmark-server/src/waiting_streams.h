#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "connection_stream.h"

namespace earmark::server {

/// Connections that need no thread: those that wait for a request's head, until it is whole, and
/// those that end. One thread's.
class WaitingStreams {
 public:
  using Stream = std::unique_ptr<ConnectionStream>;

  /// @param epoll   which is told of them; must outlive this
  /// @param idle_s  between requests, and before the first
  /// @param head_s  from a head's first byte to its end
  WaitingStreams(int epoll, double idle_s, double head_s);

  void add(Stream stream);
  /// What there is to read from one is read. @return  it, where a thread should go on; else nullptr
  [[nodiscard]] Stream receive(int fd);
  /// Those whose head comes too slowly.
  [[nodiscard]] std::vector<Stream> take_slow();
  /// Closes those that have been silent too long, or have ended.
  /// @return  how many were closed here since the last call
  std::size_t close_late();
  /// Closes the one that is least worth keeping, to make room. @return  whether there was one
  bool close_one();
  /// Until take_slow() or close_late() have something to do; -1: for ever.
  [[nodiscard]] int next_timeout_ms() const;
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Stream stream;
    Clock::time_point since;
  };
  /// The oldest first.
  using List = std::list<Waiting>;
  using Place = List::iterator;

  List& list_of(const ConnectionStream& stream);
  Stream take(List& from, Place place);
  void close(List& from, Place place);

  int epoll_;
  Clock::duration idle_;
  Clock::duration head_;
  List silent_;
  List begun_;  ///< of whose head a part is here
  List ending_;
  std::unordered_map<int, Place> by_fd_;
  std::size_t n_closed_ = 0;
};

}  // namespace earmark::server
