#include "access.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "earmark/command_line/usage.h"
#include "problem.h"

namespace earmark::server {
namespace {

namespace fs = std::filesystem;

/// A file of tokens that is gone with the object.
class TokenFile {
 public:
  explicit TokenFile(const std::string& text)
      : path_{fs::temp_directory_path() /
              ("earmark-tokens-" +
               std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())} {
    write(text);
  }
  ~TokenFile() { fs::remove(path_); }
  TokenFile(const TokenFile&) = delete;
  TokenFile& operator=(const TokenFile&) = delete;

  void write(const std::string& text) const { std::ofstream{path_} << text; }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST(TokensTest, WithoutAFileNoneIsNeeded) {
  const Tokens tokens{""};
  EXPECT_FALSE(tokens.are_needed());
}

TEST(TokensTest, OnlyThoseOfTheFileAreKnown) {
  const TokenFile file{"# ours\nfirst-token\n  second \r\n\n"};
  Tokens tokens{file.path()};
  EXPECT_TRUE(tokens.are_needed());
  EXPECT_TRUE(tokens.has("Bearer first-token"));
  EXPECT_TRUE(tokens.has("bearer second"));
  EXPECT_FALSE(tokens.has("Bearer third"));
  EXPECT_FALSE(tokens.has("Bearer # ours"));
  EXPECT_FALSE(tokens.has("Bearer "));
  EXPECT_FALSE(tokens.has("Basic first-token"));
  EXPECT_FALSE(tokens.has(""));
}

TEST(TokensTest, AFileWithoutTokensIsRefused) {
  const TokenFile file{"# none yet\n"};
  EXPECT_THROW(Tokens{file.path()}, cli::UsageError);
  EXPECT_THROW(Tokens{"/nowhere/tokens"}, cli::UsageError);
}

TEST(TokensTest, AChangedFileIsReadAgainAndAnEmptiedOneIsNot) {
  const TokenFile file{"old\n"};
  Tokens tokens{file.path()};
  const auto change = [&](const std::string& text) {
    file.write(text);
    fs::last_write_time(file.path(), fs::file_time_type::clock::now() + std::chrono::hours{1});
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});
  };
  change("new\n");
  EXPECT_TRUE(tokens.has("Bearer new"));
  EXPECT_FALSE(tokens.has("Bearer old"));
  change("");
  EXPECT_TRUE(tokens.has("Bearer new"));
}

TEST(ClientRateTest, ABurstIsAllowedAndThenTheClientIsToldToWait) {
  ClientRate rate{60};
  for (int i = 0; i < 10; ++i) {
    rate.count("a");
  }
  try {
    rate.count("a");
    FAIL() << "the eleventh request of a moment is too many";
  } catch (const ProblemError& error) {
    EXPECT_EQ(error.problem().status, 429);
    EXPECT_GE(error.problem().retry_after_s, 1);
  }
  rate.count("b");
}

TEST(ClientRateTest, WithoutALimitNobodyIsCounted) {
  ClientRate rate{0};
  for (int i = 0; i < 1000; ++i) {
    rate.count("a");
  }
}

}  // namespace
}  // namespace earmark::server
