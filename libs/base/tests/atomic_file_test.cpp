#include "earmark/base/atomic_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
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
  AtomicFile file{"/dev/full"};  // every write to it fails with ENOSPC
  EXPECT_THROW(file.write("x"), IoError);
}

TEST(AtomicFile, WritesThroughASymlink) {
  const test::TempDir dir;
  const test::TempDir elsewhere;
  const auto link = dir.path() / "link";
  std::filesystem::create_symlink(elsewhere.path() / "new", dir.path() / "middle");
  std::filesystem::create_symlink("middle", link);  // relative to its own folder
  for (const std::string text : {"to a file that is not there yet", "to one that is"}) {
    write_file(link, text);
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_EQ(read_file(elsewhere.path() / "new").size(), text.size());
  }
  EXPECT_EQ(n_entries(dir.path()), 2U);
  EXPECT_EQ(n_entries(elsewhere.path()), 1U);
}

TEST(AtomicFile, RefusesASymlinkToItself) {
  const test::TempDir dir;
  std::filesystem::create_symlink("loop", dir.path() / "loop");
  EXPECT_THROW(write_file(dir.path() / "loop", "x"), IoError);
  EXPECT_TRUE(std::filesystem::is_symlink(dir.path() / "loop"));
}

TEST(AtomicFile, WritesToADeviceAndLeavesItInPlace) {
  write_file("/dev/null", "nothing");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  { const AtomicFile uncommitted{"/dev/null"}; }
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  EXPECT_FALSE(std::filesystem::exists("/dev/.null.tmp-" + std::to_string(::getpid())));
}

TEST(AtomicFile, WritesToAPipeAndLeavesItInPlace) {
  const test::TempDir dir;
  const auto pipe = dir.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  write_file(pipe, "hello");
  std::array<char, 16> text{};
  EXPECT_EQ(::read(reader, text.data(), text.size()), 5);
  EXPECT_STREQ(text.data(), "hello");
  ::close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_EQ(n_entries(dir.path()), 1U);
}

TEST(AtomicFile, WritesToAnOpenDescriptorByItsName) {
  // As `--out /dev/stdout > file`: the file that is open gets the bytes, not another of its name.
  const test::TempDir dir;
  const int fd = ::open((dir.path() / "out").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  write_file("/dev/fd/" + std::to_string(fd), "hello");
  std::array<char, 16> text{};
  EXPECT_EQ(::pread(fd, text.data(), text.size(), 0), 5);
  ::close(fd);
}

TEST(AtomicFile, RefusesAFolder) {
  const test::TempDir dir;
  EXPECT_THROW(AtomicFile{dir.path()}, IoError);
}

}  // namespace
}  // namespace earmark
