#include "connection_stream.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace earmark::server {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr auto kGentle = std::chrono::seconds{2};
constexpr std::size_t kGentleBytes = std::size_t{64} << 20U;

Clock::duration seconds(double s) { return duration_cast<Clock::duration>(duration<double>{s}); }

}  // namespace

ConnectionStream::ConnectionStream(int fd, std::string peer, int peer_port,
                                   const StreamLimits& limits)
    : fd_{fd}, peer_{std::move(peer)}, peer_port_{peer_port}, limits_{limits} {}

ConnectionStream::~ConnectionStream() { ::close(fd_); }

void ConnectionStream::begin_head() {
  in_body_ = false;
  phase_begin_ = Clock::now();
  phase_bytes_ = line_bytes_ = 0;
  n_read_ = n_written_ = 0;
}

void ConnectionStream::begin_body() {
  in_body_ = true;
  phase_begin_ = Clock::now();
  phase_bytes_ = line_bytes_ = 0;
}

Clock::time_point ConnectionStream::deadline() const {
  if (!in_body_) {
    return phase_begin_ + seconds(limits_.head_s);
  }
  const double earned_s = static_cast<double>(phase_bytes_) / limits_.body_bytes_per_s;
  return std::min(Clock::now() + seconds(limits_.body_idle_s),
                  phase_begin_ + seconds(kPatienceS + earned_s));
}

bool ConnectionStream::wait_for(short event, Clock::time_point until) const {
  for (;;) {
    const auto left = duration_cast<milliseconds>(until - Clock::now()).count();
    pollfd waiting{fd_, event, 0};
    const int n = ::poll(&waiting, 1, static_cast<int>(std::clamp<long>(left, 0, 1 << 30)));
    if (n > 0) {
      return true;
    }
    if (n < 0 && errno != EINTR) {
      return false;
    }
    if (n == 0 && Clock::now() >= until) {
      return false;
    }
  }
}

bool ConnectionStream::fill() {
  const Clock::time_point until = deadline();
  // A sender that dribbles is never found waiting.
  if (Clock::now() >= until) {
    stop_ = Stop::kTooSlow;
    return false;
  }
  for (;;) {
    const ssize_t n = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
    if (n > 0) {
      begin_ = 0;
      end_ = static_cast<std::size_t>(n);
      return true;
    }
    if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
      stop_ = Stop::kClosed;
      return false;
    }
    if (!wait_for(POLLIN, until)) {
      stop_ = Stop::kTooSlow;
      return false;
    }
  }
}

ssize_t ConnectionStream::read(char* data, std::size_t size) {
  if (stop_ != Stop::kNone || (begin_ == end_ && !fill())) {
    return -1;
  }
  const std::size_t n = std::min(size, end_ - begin_);
  std::memcpy(data, buffer_.data() + begin_, n);
  begin_ += n;
  n_read_ += n;
  phase_bytes_ += n;
  if (!in_body_ && phase_bytes_ > limits_.head_bytes) {
    stop_ = Stop::kHeadTooLarge;
    return -1;
  }
  // cpp-httplib reads lines byte by byte into a buffer that grows without end.
  line_bytes_ = size == 1 && data[0] != '\n' ? line_bytes_ + 1 : 0;
  if (in_body_ && line_bytes_ > limits_.line_bytes) {
    stop_ = Stop::kLineTooLong;
    return -1;
  }
  return static_cast<ssize_t>(n);
}

ssize_t ConnectionStream::write(const char* data, std::size_t size) {
  const Clock::time_point until = Clock::now() + seconds(limits_.write_idle_s);
  for (;;) {
    const ssize_t n = ::send(fd_, data, size, MSG_NOSIGNAL);
    if (n >= 0) {
      n_written_ += static_cast<std::uint64_t>(n);
      return n;
    }
    if (errno == EINTR) {
      continue;
    }
    if ((errno != EAGAIN && errno != EWOULDBLOCK) || !wait_for(POLLOUT, until)) {
      return -1;
    }
  }
}

bool ConnectionStream::is_readable() const { return has_more() || wait_for(POLLIN, deadline()); }

bool ConnectionStream::is_writable() const {
  return wait_for(POLLOUT, Clock::now() + seconds(limits_.write_idle_s));
}

bool ConnectionStream::peer_is_gone() const {
  pollfd asked{fd_, POLLRDHUP, 0};
  return ::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void ConnectionStream::close_gently() {
  (void)::shutdown(fd_, SHUT_WR);
  const Clock::time_point until = Clock::now() + kGentle;
  for (std::size_t thrown = 0; thrown < kGentleBytes && Clock::now() < until;) {
    const ssize_t n = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) ||
        (n < 0 && !wait_for(POLLIN, until))) {
      return;
    }
    thrown += n > 0 ? static_cast<std::size_t>(n) : 0;
  }
}

void ConnectionStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = peer_;
  port = peer_port_;
}

void ConnectionStream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace earmark::server
