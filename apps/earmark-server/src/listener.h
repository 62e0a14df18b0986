#pragma once

#include <string>

namespace earmark::server {

/// A socket that takes connections. Not thread-safe.
class Listener {
 public:
  /// @param port  0 takes a free one
  /// @throws UsageError  no such address, or it cannot be had: another program has the port, or
  ///                     this user may not take it
  Listener(const std::string& host, std::size_t port);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] std::size_t port() const { return port_; }
  /// "http://HOST:PORT".
  [[nodiscard]] const std::string& address() const { return address_; }

  /// Takes no more.
  void close();

 private:
  int fd_ = -1;
  std::size_t port_ = 0;
  std::string address_;
};

}  // namespace earmark::server
