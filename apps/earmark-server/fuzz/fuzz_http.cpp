// Whatever comes over a connection: request lines, headers, queries, chunks, forms, the reference's
// JSON. Each answer must be one of HTTP, and none a defect.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "earmark/command_line/bundle_location.h"
#include "earmark/inference/bundle.h"
#include "front.h"
#include "http_session.h"
#include "support/temp_dir.h"

namespace {

using namespace earmark::server;

// What a socket holds by itself.
constexpr std::size_t kMaxInput = 60000;

void require(bool fact) {
  if (!fact) {
    std::abort();
  }
}

/// The shipped bundle without its networks, whose library leaks and is slow under sanitizers.
class ForestBundle {
 public:
  ForestBundle() {
    earmark::cli::Console console{"fuzz"};
    const auto shipped =
        earmark::inference::Bundle::open(earmark::cli::bundle_location(console, ""));
    auto manifest = shipped.manifest();
    std::erase_if(manifest.members, [](const auto& member) { return member.kind != "forest"; });
    const std::string name = manifest.members.front().name;
    manifest.profiles = {{"fast", {name}}};
    manifest.trunks.clear();
    manifest.calibrations.clear();
    manifest.figures.clear();
    manifest.music.reset();
    for (const std::string& file : manifest.files()) {
      std::filesystem::copy_file(shipped.folder() / file, folder_.path() / file);
    }
    std::ofstream{folder_.path() / "bundle.json"} << manifest.to_json();
  }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

 private:
  earmark::test::TempDir folder_;
};

/// The whole service but for its sockets.
struct Service {
  Service() {
    config.max_body_bytes = std::size_t{1} << 20U;
    config.max_duration_s = 5;
    watcher.set_state_of([] { return earmark::telemetry::ServiceState{}; });
  }

  ForestBundle bundle;
  ServerConfig config;
  BundleHost bundles{[this] { return bundle.path(); }, "fast"};
  Judge judge{{.admission = {.n_slots = 1}, .max_duration_s = 5}};
  earmark::telemetry::EventLog log{-1, earmark::telemetry::LogLevel::kDebug};
  earmark::telemetry::Tracer tracer;
  Watcher watcher{log, tracer, true};
  Front front{config, bundles, judge, watcher};
};

std::string read_all(int fd) {
  std::string all;
  std::array<char, 16384> block{};
  for (ssize_t n = 1; n > 0;) {
    n = ::read(fd, block.data(), block.size());
    all.append(block.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Service service;
  if (size > kMaxInput) {
    return 0;
  }
  std::array<int, 2> ends{};
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
  require(::write(ends[0], data, size) == static_cast<ssize_t>(size));
  ::shutdown(ends[0], SHUT_WR);
  std::string answers;
  {
    ConnectionStream stream{ends[1], "192.0.2.1", 1, {}};
    HttpSession session{service.front, {}};
    while (session.serve_one(stream, false)) {
      answers += read_all(ends[0]);
    }
    answers += read_all(ends[0]);
  }
  ::close(ends[0]);
  require(answers.empty() || answers.starts_with("HTTP/1.1 "));
  const std::string head = answers.substr(0, answers.find("\r\n\r\n"));
  require(head.find("EXCEPTION_WHAT") == std::string::npos);
  require(head.find("HTTP/1.1 500") == std::string::npos);
  return 0;
}
