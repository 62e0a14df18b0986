#include "earmark/base/atomic_file.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>

#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "support/temp_dir.h"

namespace earmark {
namespace {

std::size_t n_entries(const std::filesystem::path& dir) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{dir},
                                                std::filesystem::directory_iterator{}));
}

TEST(AtomicFile, IsInvisibleUntilCommitted) {
  const test::TempDir dir;
  AtomicFile file{dir.path() / "a"};
  file.write("hello");
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "a"));
  file.commit();
  EXPECT_EQ(read_file(dir.path() / "a").size(), 5U);
  EXPECT_EQ(n_entries(dir.path()), 1U);
}

TEST(AtomicFile, UncommittedLeavesTheOldContentAndNoTrace) {
  const test::TempDir dir;
  write_file(dir.path() / "a", "old");
  {
    AtomicFile file{dir.path() / "a"};
    file.write("something new");
  }
  EXPECT_EQ(read_file(dir.path() / "a").size(), 3U);
  EXPECT_EQ(n_entries(dir.path()), 1U);
}

TEST(AtomicFile, NamesThePathThatCannotBeWritten) {
  try {
    const AtomicFile file{"/nonexistent/folder/a"};
    FAIL() << "no exception";
  } catch (const IoError& error) {
    EXPECT_NE(std::string{error.what()}.find("/nonexistent/folder/a"), std::string::npos);
  }
}

TEST(AtomicFile, AFullDiskIsAnIoError) {
  // Every write to /dev/full fails with ENOSPC; the temporary file is a link to it.
  const test::TempDir dir;
  const auto temporary = dir.path() / (".a.tmp-" + std::to_string(::getpid()));
  std::filesystem::create_symlink("/dev/full", temporary);
  AtomicFile file{dir.path() / "a"};
  EXPECT_THROW(file.write("x"), IoError);
}

TEST(FileBytes, RefusesFoldersAbsentAndOversizedFiles) {
  const test::TempDir dir;
  write_file(dir.path() / "a", "12345");
  EXPECT_EQ(read_file(dir.path() / "a", 5).size(), 5U);
  EXPECT_THROW((void)read_file(dir.path() / "a", 4), IoError);
  EXPECT_THROW((void)read_file(dir.path()), IoError);
  EXPECT_THROW((void)read_file(dir.path() / "b"), IoError);
}

}  // namespace
}  // namespace earmark
