#include "earmark/telemetry/event_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "support/temp_dir.h"

namespace earmark::telemetry {
namespace {

class LogFile {
 public:
  LogFile() : fd_{::open(path().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)} {}
  ~LogFile() { ::close(fd_); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] std::vector<nlohmann::json> events() const {
    std::ifstream file{path()};
    std::vector<nlohmann::json> found;
    for (std::string line; std::getline(file, line);) {
      found.push_back(nlohmann::json::parse(line));
    }
    return found;
  }

 private:
  [[nodiscard]] std::string path() const { return folder_.path() / "log"; }

  test::TempDir folder_;
  int fd_;
};

TEST(EventLogTest, AnEventIsALineWithItsTimeLevelMessageAndFields) {
  const LogFile file;
  {
    EventLog log{file.fd(), LogLevel::kInfo};
    log.write(LogLevel::kInfo, "answered",
              {{"route", "/v1/predictions"},
               {"status", std::int64_t{200}},
               {"duration_s", 0.25},
               {"cached", false}});
  }
  const auto events = file.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].at("message"), "answered");
  EXPECT_EQ(events[0].at("level"), "info");
  EXPECT_EQ(events[0].at("status"), 200);
  EXPECT_EQ(events[0].at("duration_s"), 0.25);
  EXPECT_EQ(events[0].at("cached"), false);
  EXPECT_TRUE(std::regex_match(events[0].at("time").get<std::string>(),
                               std::regex{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"}));
}

TEST(EventLogTest, NoTextCanForgeALine) {
  const LogFile file;
  {
    EventLog log{file.fd(), LogLevel::kDebug};
    log.write(LogLevel::kError, "first\n{\"level\":\"info\"}",
              {{"agent", std::string{"a\xff\x01\r\n\"b"}}});
  }
  const auto events = file.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].at("agent"), "a\xef\xbf\xbd\x01\r\n\"b");
}

TEST(EventLogTest, LowerLevelsAreLeftOut) {
  const LogFile file;
  {
    EventLog log{file.fd(), LogLevel::kWarning};
    log.write(LogLevel::kInfo, "small talk");
    log.write(LogLevel::kWarning, "look");
    EXPECT_FALSE(log.writes(LogLevel::kInfo));
  }
  EXPECT_EQ(file.events().size(), 1U);
}

TEST(EventLogTest, ManyThreadsWriteWholeLines) {
  constexpr int kLines = 500;
  const LogFile file;
  {
    EventLog log{file.fd(), LogLevel::kInfo};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&log] {
        for (int i = 0; i < kLines; ++i) {
          log.write(LogLevel::kInfo, std::string(200, 'x'));
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  }
  EXPECT_EQ(file.events().size(), std::size_t{4} * kLines);
}

TEST(EventLogTest, AReaderThatIsStuckHoldsNobodyUp) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const auto begin = std::chrono::steady_clock::now();
  {
    EventLog log{pipe[1], LogLevel::kInfo};
    for (std::size_t i = 0; i < 3 * EventLog::kMaxWaiting; ++i) {
      log.write(LogLevel::kInfo, "nobody reads this");
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{20});
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST(EventLogTest, LevelsHaveTheirWords) {
  EXPECT_EQ(log_level_of("warning"), LogLevel::kWarning);
  EXPECT_THROW((void)log_level_of("loud"), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::telemetry
