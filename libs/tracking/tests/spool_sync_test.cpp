#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "earmark/tracking/run_log.h"
#include "earmark/tracking/tracking_error.h"
#include "fake_http.h"
#include "support/temp_dir.h"

namespace {

namespace fs = std::filesystem;

/// The size that each file or folder had when it was last brought to the disk.
class Disk {
 public:
  static Disk& get() {
    static Disk disk;
    return disk;
  }

  void note(int fd) {
    std::error_code error;
    const fs::path path = fs::read_symlink("/proc/self/fd/" + std::to_string(fd), error);
    const auto size = fs::file_size(path, error);
    const std::scoped_lock lock{mutex_};
    sizes_[path.string()] = error ? 0 : size;
  }

  [[nodiscard]] bool has(const fs::path& path) {
    const std::scoped_lock lock{mutex_};
    return sizes_.contains(path.string());
  }

  /// Whether all of a file is there.
  [[nodiscard]] bool has_all_of(const fs::path& file) {
    const std::scoped_lock lock{mutex_};
    const auto found = sizes_.find(file.string());
    return found != sizes_.end() && found->second == fs::file_size(file);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::uintmax_t> sizes_;
};

}  // namespace

/// In the place of the system's: the only way to see that it was asked for.
extern "C" int fsync(int fd) {
  Disk::get().note(fd);
  return static_cast<int>(::syscall(SYS_fsync, fd));  // NOLINT(*-vararg)
}

namespace earmark::tracking {
namespace {

class SpoolSync : public ::testing::Test {
 protected:
  RunLogConfig config() {
    return {.server = {"http://host"},
            .http = [this](const std::atomic<bool>&) -> std::unique_ptr<Http> {
              return std::make_unique<test::FakeHttp>(server_);
            },
            .spool = dir_.path() / "spool",
            .finish_s = 0,
            .sample_every_s = 0};
  }

  [[nodiscard]] fs::path run_folder() const {
    return fs::directory_iterator { fs::canonical(dir_.path()) / "spool" } -> path();
  }

  test::TempDir dir_;
  test::FakeServer server_{[](const HttpRequest& request) -> HttpResponse {
    throw TrackingError(Fault::kUnreachable, "nobody answers at " + request.url);
  }};
};

TEST_F(SpoolSync, WhatWaitsForAServerIsOnTheDisk) {
  {
    RunLog log{config(), {.experiment = "e", .name = "n", .tags = {}}};
    log.metrics({{"accuracy", 0.5, 6, 1}});
    log.text("hello", "notes/a.txt");
    EXPECT_FALSE(log.finish(run_status::kFinished).complete);
  }
  EXPECT_TRUE(Disk::get().has_all_of(run_folder() / "journal.jsonl"));
  EXPECT_TRUE(Disk::get().has(run_folder() / "files"));
  EXPECT_TRUE(Disk::get().has(run_folder()));
  EXPECT_TRUE(Disk::get().has(run_folder().parent_path()));
}

TEST_F(SpoolSync, AFigureIsOnTheDiskSoonWhileAServerIsAway) {
  constexpr auto kLongestWait = std::chrono::seconds{10};  // of a machine that is busy
  RunLog log{config(), {.experiment = "e", .name = "n", .tags = {}}};
  // Beyond the first tries, so that the sender rests.
  std::this_thread::sleep_for(std::chrono::milliseconds{50});
  log.metrics({{"accuracy", 0.5, 6, 1}});
  const auto give_up = std::chrono::steady_clock::now() + kLongestWait;
  while (!Disk::get().has_all_of(run_folder() / "journal.jsonl") &&
         std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  EXPECT_TRUE(Disk::get().has_all_of(run_folder() / "journal.jsonl"));
}

TEST_F(SpoolSync, ATailOfZerosAsAPowerCutLeavesItCostsNoOtherEntry) {
  {
    RunLog log{config(), {.experiment = "e", .name = "n", .tags = {}}};
    log.metrics({{"accuracy", 0.5, 6, 1}});
    (void)log.finish(run_status::kFinished);
  }
  std::ofstream{run_folder() / "journal.jsonl", std::ios::app | std::ios::binary}
      << std::string(1000, '\0');
  server_.answer_by([](const HttpRequest&) {
    return HttpResponse{.status = 200,
                        .body = R"({"experiment":{"experiment_id":"7"},)"
                                R"("run":{"info":{"run_id":"r1","experiment_id":"7"}}})",
                        .retry_after_s = {}};
  });
  EXPECT_EQ(send_spooled_runs(config()).n_sent, 1U);
  EXPECT_EQ(server_.requests_to("log-batch").size(), 1U);
}

}  // namespace
}  // namespace earmark::tracking
