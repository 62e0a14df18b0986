#include "waiting_streams.h"

#include <sys/epoll.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace earmark::server {
namespace {

using Clock = std::chrono::steady_clock;

Clock::duration seconds(double s) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{s});
}

}  // namespace

WaitingStreams::WaitingStreams(int epoll, double idle_s, double head_s)
    : epoll_{epoll}, idle_{seconds(idle_s)}, head_{seconds(head_s)} {}

WaitingStreams::List& WaitingStreams::list_of(const ConnectionStream& stream) {
  if (stream.is_ending()) {
    return ending_;
  }
  return stream.has_more() ? begun_ : silent_;
}

void WaitingStreams::add(Stream stream) {
  const int fd = stream->socket();
  stream->begin_waiting();
  List& list = list_of(*stream);
  list.push_back({std::move(stream), Clock::now()});
  by_fd_[fd] = std::prev(list.end());
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.fd = fd;
  (void)::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

WaitingStreams::Stream WaitingStreams::take(List& from, Place place) {
  Stream stream = std::move(place->stream);
  (void)::epoll_ctl(epoll_, EPOLL_CTL_DEL, stream->socket(), nullptr);
  by_fd_.erase(stream->socket());
  from.erase(place);
  return stream;
}

void WaitingStreams::close(List& from, Place place) {
  (void)take(from, place);
  ++n_closed_;
}

WaitingStreams::Stream WaitingStreams::receive(int fd) {
  const auto found = by_fd_.find(fd);
  if (found == by_fd_.end()) {
    return nullptr;
  }
  const Place place = found->second;
  ConnectionStream& stream = *place->stream;
  if (stream.is_ending()) {
    if (stream.throw_away()) {
      close(ending_, place);
    }
    return nullptr;
  }
  List& before = list_of(stream);
  if (stream.receive_head()) {
    return take(before, place);
  }
  if (List& now = list_of(stream); &now != &before) {
    place->since = Clock::now();
    now.splice(now.end(), before, place);
  }
  return nullptr;
}

std::vector<WaitingStreams::Stream> WaitingStreams::take_slow() {
  std::vector<Stream> slow;
  while (!begun_.empty() && begun_.front().since + head_ <= Clock::now()) {
    slow.push_back(take(begun_, begun_.begin()));
  }
  return slow;
}

std::size_t WaitingStreams::close_late() {
  const auto now = Clock::now();
  while (!silent_.empty() && silent_.front().since + idle_ <= now) {
    close(silent_, silent_.begin());
  }
  while (!ending_.empty() && ending_.front().since + seconds(ConnectionStream::kGentleS) <= now) {
    close(ending_, ending_.begin());
  }
  return std::exchange(n_closed_, 0);
}

bool WaitingStreams::close_one() {
  for (List* const list : {&ending_, &silent_, &begun_}) {
    if (!list->empty()) {
      close(*list, list->begin());
      return true;
    }
  }
  return false;
}

int WaitingStreams::next_timeout_ms() const {
  Clock::time_point next = Clock::time_point::max();
  if (!silent_.empty()) {
    next = silent_.front().since + idle_;
  }
  if (!begun_.empty()) {
    next = std::min(next, begun_.front().since + head_);
  }
  if (!ending_.empty()) {
    next = std::min(next, ending_.front().since + seconds(ConnectionStream::kGentleS));
  }
  if (next == Clock::time_point::max()) {
    return -1;
  }
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now());
  return static_cast<int>(std::max<long>(0, left.count())) + 1;
}

void WaitingStreams::clear() {
  by_fd_.clear();
  silent_.clear();
  begun_.clear();
  ending_.clear();
}

}  // namespace earmark::server
