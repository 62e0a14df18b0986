#include "upload.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <vector>

#include "problem.h"
#include "support/temp_dir.h"

namespace earmark::server {
namespace {

constexpr std::size_t kMega = std::size_t{1} << 20U;

std::vector<std::byte> numbered(std::size_t n) {
  std::vector<std::byte> bytes(n);
  for (std::size_t i = 0; i < n; ++i) {
    bytes[i] = static_cast<std::byte>(i * 2654435761U >> 13U);
  }
  return bytes;
}

void fill(Upload& upload, const std::vector<std::byte>& bytes, std::size_t step) {
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    upload.append(std::span{bytes}.subspan(at, std::min(step, bytes.size() - at)));
  }
}

TEST(UploadTest, WhatWasSentIsThereWhereverItLies) {
  const test::TempDir folder;
  UploadBudget budget{100 * kMega, 100 * kMega, folder.path()};
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, Upload::kMaxInMemory,
                                 Upload::kMaxInMemory + 1, 3 * Upload::kMaxInMemory}) {
    Upload upload{budget};
    const auto bytes = numbered(size);
    fill(upload, bytes, 65536 + 7);
    Upload moved{std::move(upload)};
    const auto kept = moved.bytes();
    EXPECT_TRUE(std::equal(kept.begin(), kept.end(), bytes.begin(), bytes.end())) << size;
    EXPECT_EQ(moved.is_in_memory(), size <= Upload::kMaxInMemory);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  }
}

TEST(UploadTest, WhereMemoryIsUsedUpFilesTakeOver) {
  const test::TempDir folder;
  UploadBudget budget{kMega, 100 * kMega, folder.path()};
  Upload first{budget};
  fill(first, numbered(kMega), 1000);
  Upload second{budget};
  fill(second, numbered(kMega), 1000);
  EXPECT_FALSE(second.is_in_memory());
}

TEST(UploadTest, WhatIsForgottenIsGivenBack) {
  const test::TempDir folder;
  UploadBudget budget{0, kMega, folder.path()};
  for (int i = 0; i < 3; ++i) {
    Upload upload{budget};
    fill(upload, numbered(kMega), 1000);
  }
  Upload upload{budget};
  fill(upload, numbered(kMega), 1000);
  EXPECT_THROW(upload.append(numbered(1)), ProblemError);
}

TEST(UploadTest, AFullDiskIs503) {
  const test::TempDir folder;
  UploadBudget budget{0, 100 * kMega, folder.path()};
  (void)std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{kMega, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  try {
    Upload upload{budget};
    fill(upload, numbered(2 * kMega), 1000);
    ADD_FAILURE() << "the file cannot be so large";
  } catch (const ProblemError& error) {
    EXPECT_EQ(error.problem().status, 503);
    EXPECT_GT(error.problem().retry_after_s, 0);
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
}

TEST(UploadTest, AFolderThatIsNotThereIs503) {
  UploadBudget budget{0, kMega, "/nowhere"};
  Upload upload{budget};
  EXPECT_THROW(upload.append(numbered(1)), ProblemError);
}

TEST(UploadTest, NothingIsLeftOfAProcessThatIsKilled) {
  const test::TempDir folder;
  const pid_t child = ::fork();
  if (child == 0) {
    UploadBudget budget{0, 100 * kMega, folder.path()};
    Upload upload{budget};
    fill(upload, numbered(kMega), 1000);
    (void)::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace earmark::server
