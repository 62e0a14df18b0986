#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wire_rules.h"

namespace earmark::server {

struct StreamLimits {
  /// Less than a stream keeps, so that no thread waits for the rest of a large head.
  std::size_t head_bytes = (std::size_t{16} << 10U) - 1;
  /// Of a line within a body, such as a chunk's size.
  std::size_t line_bytes = std::size_t{4} << 10U;
  double head_s = 10;              ///< from the head's first byte to its end
  double body_idle_s = 10;         ///< without a byte
  double body_bytes_per_s = 4096;  ///< on the average of a body, after kPatienceS
  double write_idle_s = 20;        ///< in which the receiver takes nothing
  double write_bytes_per_s =
      4096;  ///< that the receiver takes while it is waited for, as of a body
};

/// A connection as cpp-httplib reads and writes it, with bounds on what a slow or endless sender
/// can take: each read ends by a deadline. Owns the socket. Not thread-safe.
class ConnectionStream : public httplib::Stream {
 public:
  static constexpr double kPatienceS = 20;
  static constexpr double kGentleS = 2;

  /// Why nothing more is read.
  enum class Stop { kNone, kClosed, kTooSlow, kHeadTooLarge, kLineTooLong, kMalformed };

  /// @param fd  a connected, non-blocking socket
  ConnectionStream(int fd, std::string peer, int peer_port, const StreamLimits& limits);
  ~ConnectionStream() override;
  ConnectionStream(const ConnectionStream&) = delete;
  ConnectionStream& operator=(const ConnectionStream&) = delete;

  /// From now on the stream waits for a request's head, of which a part may be here.
  void begin_waiting();
  /// Reads what is here of a request's head, without waiting.
  /// @return  whether serving may begin: the head is whole, or more does not fit or does not come
  bool receive_head();
  /// Whether a whole head is here already.
  [[nodiscard]] bool has_head() const;

  /// What comes next is a request's head, which begins now or began with receive_head().
  void begin_head();
  /// Makes the head look as if it had no header of this name, in lower case, as far as it is here.
  void hide_header(std::string_view name);
  /// Requests that began on this connection.
  [[nodiscard]] std::size_t n_requests() const { return n_requests_; }
  /// The head is over; from here on a body's rules hold.
  void begin_body(bool in_chunks);

  [[nodiscard]] Stop stop() const { return stop_; }
  /// Bytes of the current request, read and written.
  [[nodiscard]] std::uint64_t n_read() const { return n_read_; }
  [[nodiscard]] std::uint64_t n_written() const { return n_written_; }
  /// Whether bytes are here that were not read yet.
  [[nodiscard]] bool has_more() const { return begin_ < end_; }
  /// Whether the other side has closed the connection or cannot be reached.
  [[nodiscard]] bool peer_is_gone() const;
  /// Ends the connection so that the answer still arrives where the other side goes on sending:
  /// what it sends is to be thrown away for a moment, kGentleS.
  void end_gently();
  [[nodiscard]] bool is_ending() const { return is_ending_; }
  /// Throws away what is here, without waiting. @return  whether it was the last
  bool throw_away();
  /// Throws away what comes, for a moment.
  void throw_all_away();
  /// Whether a little can be written without waiting.
  [[nodiscard]] bool takes_now() const;

  [[nodiscard]] bool is_readable() const override;
  /// write() itself waits, and counts how long.
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* data, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return fd_; }

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] Clock::time_point deadline() const;
  /// Reads what there is into the buffer. @return  false: nothing more comes
  bool fill();
  /// Whether the bytes, which were read, may stand where they do.
  bool judge(std::span<const char> bytes);
  bool wait_for(short event, Clock::time_point until) const;

  int fd_;
  std::string peer_;
  int peer_port_;
  StreamLimits limits_;
  std::array<char, 16384> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool in_body_ = false;
  bool head_began_ = false;
  bool is_ending_ = false;
  std::size_t n_thrown_ = 0;
  HeadRule head_rule_;
  std::optional<ChunkRule> chunk_rule_;
  Clock::time_point phase_begin_ = Clock::now();
  std::uint64_t phase_bytes_ = 0;
  std::size_t line_bytes_ = 0;
  std::size_t n_requests_ = 0;
  std::uint64_t n_read_ = 0;
  std::uint64_t n_written_ = 0;
  double write_waited_s_ = 0;
  Stop stop_ = Stop::kNone;
};

}  // namespace earmark::server
