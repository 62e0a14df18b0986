#include "earmark/base/file_bytes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "support/temp_dir.h"

namespace earmark {
namespace {

std::string reason_of(const std::filesystem::path& path, std::size_t max_bytes = 100) {
  try {
    (void)read_file(path, max_bytes);
  } catch (const IoError& error) {
    const std::string start = "cannot read " + path.string() + ": ";
    const std::string text = error.what();
    EXPECT_EQ(text.substr(0, start.size()), start);
    return text.substr(start.size());
  }
  return "it was read";
}

TEST(FileBytes, SaysWhyAFileCannotBeRead) {
  const test::TempDir dir;
  write_file(dir.path() / "a", "12345");
  EXPECT_EQ(read_file(dir.path() / "a", 5).size(), 5U);
  EXPECT_EQ(reason_of(dir.path() / "a", 4), "it is larger than 4 bytes");
  EXPECT_EQ(reason_of(dir.path()), "not a regular file");
  EXPECT_EQ(reason_of(dir.path() / "b"), "no such file");
  std::filesystem::create_symlink("loop", dir.path() / "loop");
  EXPECT_EQ(reason_of(dir.path() / "loop"), "Too many levels of symbolic links");
  EXPECT_EQ(reason_of(dir.path() / std::string(300, 'x')), "File name too long");
}

}  // namespace
}  // namespace earmark
