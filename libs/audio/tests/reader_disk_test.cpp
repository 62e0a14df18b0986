#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"
#include "sounds.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

// Puts a folder in the place of the descriptor by which this process has a file open: reading from
// it then fails, as from a broken disk.
void break_open_file(const std::filesystem::path& path) {
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    std::error_code error;
    if (std::filesystem::read_symlink(entry.path(), error) == path) {
      const int folder = ::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      ASSERT_GE(::dup2(folder, std::stoi(entry.path().filename())), 0);
      ::close(folder);
      return;
    }
  }
  FAIL() << path << " is not open";
}

TEST(ReaderDisk, AFailureIsNotTheEndOfTheSound) {
  const test::TempDir folder;
  const auto path = std::filesystem::canonical(folder.path()) / "a.wav";
  const auto samples = test::chord(200000, 1, 22050);
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, samples, 1, 22050);
  Reader reader = Reader::open(path);
  std::vector<float> block(1000);
  ASSERT_EQ(reader.read(block), 1000U);
  break_open_file(path);
  const auto rest = test::read_all(reader);
  EXPECT_LT(rest.size(), samples.size() - 1000);
  ASSERT_FALSE(reader.warnings().empty());
  const std::string& warning = reader.warnings().front();
  EXPECT_TRUE(warning.starts_with("the file cannot be read after ")) << warning;
  EXPECT_NE(warning.find("(Is a directory); what could be read is used"), std::string::npos)
      << warning;
}

}  // namespace
}  // namespace earmark::audio
