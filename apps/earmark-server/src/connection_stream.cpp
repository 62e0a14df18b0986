#include "connection_stream.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace earmark::server {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kGentleBytes = std::size_t{64} << 20U;

Clock::duration seconds(double s) { return duration_cast<Clock::duration>(duration<double>{s}); }

}  // namespace

ConnectionStream::ConnectionStream(int fd, std::string peer, int peer_port,
                                   const StreamLimits& limits)
    : fd_{fd}, peer_{std::move(peer)}, peer_port_{peer_port}, limits_{limits} {}

ConnectionStream::~ConnectionStream() { ::close(fd_); }

bool ConnectionStream::has_head() const {
  const std::string_view here{buffer_.data() + begin_, end_ - begin_};
  // A line feed alone ends no line, which is for the reader to say.
  return here.size() == buffer_.size() || here.find("\n\r\n") != std::string_view::npos ||
         here.find("\n\n") != std::string_view::npos;
}

void ConnectionStream::begin_waiting() {
  head_began_ = has_more();
  phase_begin_ = Clock::now();
}

bool ConnectionStream::receive_head() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  const ssize_t n = ::recv(fd_, buffer_.data() + end_, buffer_.size() - end_, 0);
  if (n <= 0) {
    return n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
  }
  end_ += static_cast<std::size_t>(n);
  if (!head_began_) {
    head_began_ = true;
    phase_begin_ = Clock::now();
  }
  return has_head();
}

void ConnectionStream::begin_head() {
  in_body_ = false;
  if (!std::exchange(head_began_, false)) {
    phase_begin_ = Clock::now();
  }
  ++n_requests_;
  head_rule_ = {};
  phase_bytes_ = line_bytes_ = 0;
  n_read_ = n_written_ = 0;
  write_waited_s_ = 0;
}

void ConnectionStream::hide_header(std::string_view name) {
  const std::span<char> here = std::span{buffer_}.subspan(begin_, end_ - begin_);
  const std::string_view text{here.data(), here.size()};
  const std::size_t head_end = std::min(text.find("\n\r\n"), text.size());
  for (std::size_t at = text.find('\n'); at < head_end; at = text.find('\n', at + 1)) {
    const std::string_view line = text.substr(at + 1, name.size() + 1);
    if (line.ends_with(':') &&
        std::ranges::equal(line.substr(0, name.size()), name, {}, ascii_lower)) {
      here[at + 1] = '_';
    }
  }
}

void ConnectionStream::begin_body(bool in_chunks) {
  in_body_ = true;
  chunk_rule_ = in_chunks ? std::optional{ChunkRule{}} : std::nullopt;
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
  return judge({data, n}) ? static_cast<ssize_t>(n) : -1;
}

bool ConnectionStream::judge(std::span<const char> bytes) {
  if (!in_body_ && phase_bytes_ > limits_.head_bytes) {
    stop_ = Stop::kHeadTooLarge;
  } else if (in_body_ ? chunk_rule_ && !chunk_rule_->take(bytes)
                      : !std::ranges::all_of(bytes, [&](char c) { return head_rule_.take(c); })) {
    stop_ = Stop::kMalformed;
  }
  // cpp-httplib reads lines byte by byte into a buffer that grows without end.
  line_bytes_ = bytes.size() == 1 && bytes[0] != '\n' ? line_bytes_ + 1 : 0;
  if (in_body_ && line_bytes_ > limits_.line_bytes) {
    stop_ = Stop::kLineTooLong;
  }
  return stop_ == Stop::kNone;
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
    const Clock::time_point begin = Clock::now();
    if ((errno != EAGAIN && errno != EWOULDBLOCK) || !wait_for(POLLOUT, until)) {
      return -1;
    }
    write_waited_s_ += duration<double>{Clock::now() - begin}.count();
    if (write_waited_s_ >
        kPatienceS + static_cast<double>(n_written_) / limits_.write_bytes_per_s) {
      return -1;
    }
  }
}

bool ConnectionStream::is_readable() const { return has_more() || wait_for(POLLIN, deadline()); }

bool ConnectionStream::takes_now() const { return wait_for(POLLOUT, {}); }

bool ConnectionStream::peer_is_gone() const {
  pollfd asked{fd_, POLLRDHUP, 0};
  return ::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void ConnectionStream::end_gently() {
  (void)::shutdown(fd_, SHUT_WR);
  is_ending_ = true;
}

bool ConnectionStream::throw_away() {
  const ssize_t n = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
  if (n <= 0) {
    return n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
  }
  n_thrown_ += static_cast<std::size_t>(n);
  return n_thrown_ > kGentleBytes;
}

void ConnectionStream::throw_all_away() {
  const Clock::time_point until = Clock::now() + seconds(kGentleS);
  while (Clock::now() < until && wait_for(POLLIN, until) && !throw_away()) {
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
