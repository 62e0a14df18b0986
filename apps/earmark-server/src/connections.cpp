#include "connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

#include "problem.h"

namespace earmark::server {
namespace {

constexpr std::size_t kEvents = 256;

std::string peer_of(const sockaddr_storage& address, int& port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET6) {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
    port = ntohs(six.sin6_port);
    ::inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
  } else {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    port = ntohs(four.sin_port);
    ::inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
  }
  return text.data();
}

/// Wakes who waits for an eventfd; it cannot fail but by being full, when it rings already.
void ring(int fd) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = ::write(fd, &one, sizeof one);
}

void hush(int fd) {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t n = ::read(fd, &count, sizeof count);
}

int checked(int fd, const char* what) {
  if (fd < 0) {
    throw std::system_error{errno, std::generic_category(), what};
  }
  return fd;
}

void watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.fd = fd;
  (void)::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

}  // namespace

Connections::Connections(const ConnectionsConfig& config, Listener& listener,
                         RequestHandler& handler)
    : config_{config},
      listener_{&listener},
      handler_{&handler},
      epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll")},
      wake_{checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")},
      waiting_{epoll_, config.kept.idle_s, config.stream.head_s} {
  watch(epoll_, listener_->fd());
  watch(epoll_, wake_);
}

Connections::~Connections() {
  ::close(wake_);
  ::close(epoll_);
}

void Connections::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  ring(wake_);
}

Connections::Counts Connections::counts() const {
  const std::lock_guard lock{mutex_};
  return {n_open_, n_busy_ + ready_.size()};
}

void Connections::run() {
  std::array<epoll_event, kEvents> events{};
  for (;;) {
    const int n =
        ::epoll_wait(epoll_, events.data(), static_cast<int>(kEvents), waiting_.next_timeout_ms());
    for (int i = 0; i < n; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener_->fd()) {
        accept_all();
      } else if (fd != wake_) {
        hand_over(waiting_.receive(fd));
      }
    }
    take_returned();
    close_late();
    const std::lock_guard lock{mutex_};
    if (stopping_) {
      break;
    }
  }
  listener_->close();
  waiting_.clear();
  {
    const std::lock_guard lock{mutex_};
    takes_no_more_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) {
    worker.join();
  }
  returned_.clear();
  {
    const std::lock_guard lock{mutex_};
    all_answered_ = true;
  }
  changed_.notify_all();
}

bool Connections::wait_until_answered(double at_most_s) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, std::chrono::duration<double>{at_most_s},
                           [this] { return all_answered_; });
}

void Connections::accept_all() {
  for (;;) {
    const int fd = ::accept4(listener_->fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EMFILE || errno == ENFILE) {
        // Without a descriptor to take it with, a waiting connection would wake us for ever.
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
      }
      return;
    }
    add(fd);
  }
}

void Connections::add(int fd) {
  bool full = false;
  {
    const std::lock_guard lock{mutex_};
    full = n_open_ >= config_.max_connections;
  }
  if (full) {
    if (!waiting_.close_one()) {
      refuse(fd);
      return;
    }
  }
  const int yes = 1;
  (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  int port = 0;
  (void)::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size);
  std::string peer = peer_of(address, port);
  auto stream = std::make_unique<ConnectionStream>(fd, std::move(peer), port, config_.stream);
  {
    const std::lock_guard lock{mutex_};
    ++n_open_;
  }
  waiting_.add(std::move(stream));
}

void Connections::refuse(int fd) {
  const std::string body =
      problem_json({.status = 503,
                    .kind = "too_many_connections",
                    .detail = "the service has as many connections as it takes; come again"},
                   "");
  const std::string answer =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n"
      "Retry-After: 5\r\nConnection: close\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  (void)::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
  ::close(fd);
}

void Connections::take_returned() {
  hush(wake_);
  std::vector<Stream> returned;
  {
    const std::lock_guard lock{mutex_};
    returned.swap(returned_);
  }
  for (Stream& stream : returned) {
    waiting_.add(std::move(stream));
  }
}

void Connections::hand_over(Stream stream) {
  if (stream == nullptr) {
    return;
  }
  {
    const std::lock_guard lock{mutex_};
    ready_.push_back(std::move(stream));
    start_worker_if_needed();
  }
  changed_.notify_one();
}

void Connections::close_late() {
  for (Stream& slow : waiting_.take_slow()) {
    hand_over(std::move(slow));
  }
  const std::size_t n_closed = waiting_.close_late();
  const std::lock_guard lock{mutex_};
  n_open_ -= n_closed;
}

void Connections::start_worker_if_needed() {
  if (ready_.size() > n_resting_ && workers_.size() < config_.max_threads) {
    try {
      workers_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // The system gives no more threads: those that there are take it.
      if (workers_.empty()) {
        throw;
      }
    }
  }
}

void Connections::work() {
  HttpSession session{*handler_, config_.kept};
  std::unique_lock lock{mutex_};
  for (;;) {
    ++n_resting_;
    changed_.wait(lock, [this] { return !ready_.empty() || takes_no_more_; });
    --n_resting_;
    if (ready_.empty()) {
      return;
    }
    Stream stream = std::move(ready_.front());
    ready_.pop_front();
    ++n_busy_;
    bool goes_on = true;
    do {
      const bool last = stopping_ || stream->n_requests() + 1 >= config_.kept.max_requests;
      lock.unlock();
      goes_on = session.serve_one(*stream, last);
      lock.lock();
    } while (goes_on && stream->has_head());
    --n_busy_;
    if ((goes_on || stream->is_ending()) && !stopping_) {
      returned_.push_back(std::move(stream));
      ring(wake_);
    } else {
      lock.unlock();
      if (stream->is_ending()) {
        stream->throw_all_away();
      }
      stream.reset();
      lock.lock();
      --n_open_;
    }
  }
}

}  // namespace earmark::server
