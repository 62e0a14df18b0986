#include "listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "earmark/command_line/usage.h"

namespace earmark::server {
namespace {

constexpr int kBacklog = 1024;

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolve(const std::string& host, std::size_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) {
    throw cli::UsageError("--host " + host +
                          " is no address of this machine: " + ::gai_strerror(error));
  }
  return {found, &::freeaddrinfo};
}

int listen_at(const addrinfo& address) {
  const int fd = ::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                          address.ai_protocol);
  if (fd < 0) {
    return -1;
  }
  // So that a restart need not wait for the old connections; another program's port stays its own.
  const int yes = 1;
  (void)::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(fd, address.ai_addr, address.ai_addrlen) != 0 || ::listen(fd, kBacklog) != 0) {
    const int error = errno;
    ::close(fd);
    errno = error;
    return -1;
  }
  return fd;
}

std::size_t port_of(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
    return 0;
  }
  return bound.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6&>(bound).sin6_port)
                                     : ntohs(reinterpret_cast<sockaddr_in&>(bound).sin_port);
}

std::string refusal(const std::string& host, std::size_t port, int error) {
  const std::string where = "port " + std::to_string(port) + " of " + host;
  switch (error) {
    case EADDRINUSE:
      return where + " is taken by another program; choose another by --port, or 0 for a free one";
    case EACCES:
      return where + " is only for the system's administrator; choose one from 1024 on by --port";
    case EADDRNOTAVAIL:
      return "--host " + host + " is no address of this machine";
    default:
      return where + " cannot be used: " + std::generic_category().message(error);
  }
}

}  // namespace

Listener::Listener(const std::string& host, std::size_t port) {
  const Addresses addresses = resolve(host, port);
  int error = 0;
  for (const addrinfo* a = addresses.get(); a != nullptr && fd_ < 0; a = a->ai_next) {
    fd_ = listen_at(*a);
    error = fd_ < 0 ? errno : 0;
  }
  if (fd_ < 0) {
    throw cli::UsageError(refusal(host, port, error));
  }
  port_ = port_of(fd_);
  const bool bare = host.find(':') == std::string::npos;
  address_ = "http://" + (bare ? host : '[' + host + ']') + ':' + std::to_string(port_);
}

Listener::~Listener() { close(); }

void Listener::close() {
  if (fd_ >= 0) {
    ::close(fd_);
    fd_ = -1;
  }
}

}  // namespace earmark::server
