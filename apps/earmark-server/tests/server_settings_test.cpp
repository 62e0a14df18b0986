#include "server_settings.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "earmark/command_line/usage.h"

namespace earmark::server {
namespace {

namespace fs = std::filesystem;

ServerConfig read(std::vector<std::string> arguments) {
  CLI::App app;
  ServerSettings settings;
  settings.add_to(app);
  std::ranges::reverse(arguments);
  app.parse(arguments);
  return settings.read();
}

std::string refused(const std::vector<std::string>& arguments) {
  try {
    (void)read(arguments);
  } catch (const cli::UsageError& error) {
    return error.what();
  }
  return "not refused";
}

class SettingsFile {
 public:
  explicit SettingsFile(const std::string& text)
      : path_{fs::temp_directory_path() /
              (std::string{"earmark-settings-"} +
               ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".yaml")} {
    std::ofstream{path_} << text;
  }
  ~SettingsFile() { fs::remove(path_); }
  SettingsFile(const SettingsFile&) = delete;
  SettingsFile& operator=(const SettingsFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

TEST(ServerSettingsTest, AFlagGoesOverTheEnvironmentAndThatOverTheFile) {
  const SettingsFile file{"port: 1\nmax_body_mb: 2\njobs: 3\n"};
  ::setenv("EARMARK_PORT", "11", 1);
  ::setenv("EARMARK_JOBS", "13", 1);
  const ServerConfig config = read({"--config", file.path(), "--port", "21"});
  ::unsetenv("EARMARK_PORT");
  ::unsetenv("EARMARK_JOBS");
  EXPECT_EQ(config.port, 21U);
  EXPECT_EQ(config.jobs, 13U);
  EXPECT_EQ(config.max_body_bytes, std::size_t{2} << 20U);
  EXPECT_EQ(config.max_connections, ServerConfig{}.max_connections);
}

TEST(ServerSettingsTest, ListsAreWrittenWithCommasOrAsAList) {
  const SettingsFile file{"cors_origins: [https://a.example, https://b.example]\n"};
  const std::vector<std::string> both{"https://a.example", "https://b.example"};
  EXPECT_EQ(read({"--config", file.path()}).cors_origins, both);
  EXPECT_EQ(read({"--cors-origins", "https://a.example,https://b.example"}).cors_origins, both);
}

TEST(ServerSettingsTest, AWrongValueIsNamedByWhereItStands) {
  EXPECT_EQ(refused({"--port", "70000"}),
            "--port must be a whole number from 0 to 65535, not \"70000\"");
  const SettingsFile file{"port: 8000\nmax_boddy_mb: 2\n"};
  EXPECT_EQ(refused({"--config", file.path()}),
            file.path() + ", line 2: there is no setting max_boddy_mb; did you mean max_body_mb?");
  const SettingsFile wrong{"\nlog_level: loud\n"};
  EXPECT_EQ(refused({"--config", wrong.path()}),
            wrong.path() +
                ", line 2: log_level must be one of debug, info, warning and error, not \"loud\"");
  EXPECT_NE(refused({"--config", "/nowhere.yaml"}), "not refused");
}

}  // namespace
}  // namespace earmark::server
