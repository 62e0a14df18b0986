#include "connections.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "problem.h"

namespace earmark::server {
namespace {

using Clock = std::chrono::steady_clock;

/// Answers GET with the path, and POST with the number of bytes.
class Echo : public RequestHandler {
 public:
  bool answer_head(const httplib::Request& request, httplib::Response& response,
                   Exchange& /*exchange*/) override {
    if (request.method != "GET") {
      return false;
    }
    response.set_content(request.path, "text/plain");
    return true;
  }
  void answer_body(const httplib::Request& /*request*/, httplib::Response& response,
                   const httplib::ContentReader& body, Exchange& exchange) override {
    std::size_t n = 0;
    exchange.body_is_read = body([&](const char* /*data*/, std::size_t size) {
      n += size;
      return n < kTooMany;
    });
    response.status = exchange.body_is_read ? 200 : 413;
    response.set_content(std::to_string(n), "text/plain");
  }
  void answer_refused(const httplib::Request& /*request*/, httplib::Response& response,
                      Exchange& /*exchange*/) override {
    response.set_content("refused", "text/plain");
  }
  void finished(const Exchange& /*exchange*/) override {}

  static constexpr std::size_t kTooMany = 1000000;
};

/// A server on a free port of this machine.
class Running {
 public:
  explicit Running(const ConnectionsConfig& config)
      : connections_{config, listener_, echo_}, thread_{[this] { connections_.run(); }} {}
  ~Running() { stop(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void stop() {
    connections_.stop();
    if (thread_.joinable()) {
      thread_.join();
    }
  }
  [[nodiscard]] std::size_t port() const { return port_; }
  [[nodiscard]] Connections& connections() { return connections_; }

 private:
  Listener listener_{"127.0.0.1", 0};
  std::size_t port_ = listener_.port();
  Echo echo_;
  Connections connections_;
  std::thread thread_;
};

/// A client that writes and reads as it is told.
class Client {
 public:
  explicit Client(std::size_t port) : fd_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{20, 0};
    (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(const std::string& text) const {
    (void)::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
  }
  /// What comes until `end` was seen, or to the connection's end.
  [[nodiscard]] std::string receive(const std::string& end = "") const {
    std::string all;
    std::array<char, 4096> block{};
    while (end.empty() || all.find(end) == std::string::npos) {
      const ssize_t n = ::recv(fd_, block.data(), block.size(), 0);
      if (n <= 0) {
        break;
      }
      all.append(block.data(), static_cast<std::size_t>(n));
    }
    return all;
  }

 private:
  int fd_;
};

constexpr const char* kGet = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(ConnectionsTest, AConnectionServesManyRequestsOneAfterTheOther) {
  const Running running{{}};
  const Client client{running.port()};
  for (int i = 0; i < 3; ++i) {
    client.send(kGet);
    EXPECT_NE(client.receive("/hello").find("200 OK"), std::string::npos);
  }
  client.send(std::string{kGet} + kGet);
  const std::string both = client.receive("/hello");
  EXPECT_NE((both + (both.rfind("/hello") == both.find("/hello") ? client.receive("/hello") : ""))
                .rfind("/hello"),
            both.find("/hello"));
}

TEST(ConnectionsTest, ABodyInChunksIsRead) {
  const Running running{{}};
  const Client client{running.port()};
  client.send(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n");
  EXPECT_NE(client.receive("\r\n\r\n8").find("200 OK"), std::string::npos);
}

TEST(ConnectionsTest, AnAnswerBeforeTheBodysEndArrivesAndEndsTheConnection) {
  const Running running{{}};
  const Client client{running.port()};
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n");
  std::thread sending{[&] { client.send(std::string(5000000, 'x')); }};
  const std::string answer = client.receive();
  sending.join();
  EXPECT_NE(answer.find(" 413 "), std::string::npos) << answer;
}

TEST(ConnectionsTest, WhoSaysNothingIsClosedAfterAWhileAndCostsNoThread) {
  const Running running{{.max_threads = 1, .kept = {.idle_s = 0.3}}};
  constexpr std::size_t kSilent = 200;
  std::vector<std::unique_ptr<Client>> silent;
  silent.reserve(kSilent);
  for (std::size_t i = 0; i < kSilent; ++i) {
    silent.push_back(std::make_unique<Client>(running.port()));
  }
  const Client client{running.port()};
  client.send(kGet);
  EXPECT_NE(client.receive("/hello").find("200 OK"), std::string::npos);
  EXPECT_EQ(silent.front()->receive(), "");
  EXPECT_EQ(silent.back()->receive(), "");
}

TEST(ConnectionsTest, TheOneThatIsSilentLongestMakesRoom) {
  const Running running{{.max_connections = 2, .kept = {.idle_s = 60}}};
  const Client first{running.port()};
  const Client second{running.port()};
  std::this_thread::sleep_for(std::chrono::milliseconds{50});
  const Client third{running.port()};
  third.send(kGet);
  EXPECT_NE(third.receive("/hello").find("200 OK"), std::string::npos);
  EXPECT_EQ(first.receive(), "");
}

TEST(ConnectionsTest, ASlowHeadIsAnsweredWith408) {
  const Running running{{.stream = {.head_s = 0.3}}};
  const Client client{running.port()};
  client.send("GET / HT");
  EXPECT_NE(client.receive().find(" 408 "), std::string::npos);
  const Client in_headers{running.port()};
  in_headers.send("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  EXPECT_NE(in_headers.receive().find(" 408 "), std::string::npos);
}

TEST(ConnectionsTest, AnEndlessHeadIsAnsweredWith431OrItsLikes) {
  const Running running{{}};
  const Client headers{running.port()};
  headers.send("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 2000; ++i) {
    headers.send("X-Header-" + std::to_string(i) + ": " + std::string(30, 'x') + "\r\n");
  }
  EXPECT_NE(headers.receive().find(" 431 "), std::string::npos);
  const Client line{running.port()};
  line.send("GET /" + std::string(100000, 'x'));
  EXPECT_NE(line.receive().find(" 431 "), std::string::npos);
}

TEST(ConnectionsTest, GarbageIsAnsweredWith400) {
  const Running running{{}};
  const Client client{running.port()};
  client.send("\x16\x03\x01 this is no request\r\n\r\n");
  EXPECT_NE(client.receive().find(" 400 "), std::string::npos);
}

TEST(ConnectionsTest, AnEndlessLineOfAChunksSizeEndsTheConnection) {
  const Running running{{}};
  const Client client{running.port()};
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
              std::string(100000, '1'));
  EXPECT_FALSE(client.receive().empty());
}

TEST(ConnectionsTest, StopAnswersWhatRunsAndTakesNoMore) {
  Running running{{}};
  const Client client{running.port()};
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
  while (running.connections().counts().busy == 0) {
    std::this_thread::yield();
  }
  running.connections().stop();
  EXPECT_FALSE(running.connections().wait_until_answered(0.05));
  client.send("c");
  EXPECT_NE(client.receive().find("200 OK"), std::string::npos);
  EXPECT_TRUE(running.connections().wait_until_answered(10));
}

}  // namespace
}  // namespace earmark::server
