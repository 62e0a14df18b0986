#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <limits>
#include <string>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"
#include "sounds.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

// The kind and message that opening, then reading everything, fails with.
struct Failure {
  std::string kind;
  std::string message;
};

template <typename Open>
Failure failure(const Open& open) {
  try {
    Reader reader = open();
    (void)test::read_all(reader);
  } catch (const DecodeError& error) {
    return {.kind = error.kind(), .message = error.what()};
  }
  return {};
}

Failure failure_of_file(const std::filesystem::path& path) {
  return failure([&] { return Reader::open(path); });
}

Failure failure_of_bytes(std::span<const std::byte> bytes) {
  return failure([&] { return Reader::from_memory(bytes); });
}

void expect_failure(const Failure& got, const std::string& kind, const std::string& words) {
  EXPECT_EQ(got.kind, kind);
  EXPECT_NE(got.message.find(words), std::string::npos) << got.message;
}

TEST(ReaderErrors, NameWhatIsWrongWithTheFile) {
  const test::TempDir folder;
  expect_failure(failure_of_file(folder.path() / "absent.wav"), "not_found", "no such file");
  expect_failure(failure_of_file(folder.path() / "absent" / "a.wav"), "not_found", "no such file");
  expect_failure(failure_of_file(folder.path()), "unsupported", "it is a folder");

  const auto empty = folder.path() / "empty.mp3";
  test::write_bytes(empty, {});
  expect_failure(failure_of_file(empty), "decode", "the file is empty");

  const auto text = folder.path() / "text.mp3";
  test::write_bytes(text, test::to_bytes("Dear listener,\nthis is a letter.\n"));
  expect_failure(failure_of_file(text), "decode", "it is a text file");
  EXPECT_NE(failure_of_file(text).message.find(text.string()), std::string::npos);
}

TEST(ReaderErrors, NeverWaitForAPipeOrADevice) {
  const test::TempDir folder;
  const auto pipe = folder.path() / "pipe.wav";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  expect_failure(failure_of_file(pipe), "unsupported", "it is a pipe or a device");
  expect_failure(failure_of_file("/dev/zero"), "unsupported", "it is a pipe or a device");
}

TEST(ReaderErrors, SayThatPermissionIsMissing) {
  const test::TempDir folder;
  const auto path = folder.path() / "secret.wav";
  test::write_bytes(path, test::to_bytes("RIFF"));
  std::filesystem::permissions(path, std::filesystem::perms::none);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::others_exec,
                               std::filesystem::perm_options::add);
  constexpr ::uid_t kNobody = 65534;
  const bool as_root = ::geteuid() == 0;  // who may read everything
  ASSERT_TRUE(!as_root || ::seteuid(kNobody) == 0);
  const Failure failure = failure_of_file(path);
  ASSERT_TRUE(!as_root || ::seteuid(0) == 0);
  expect_failure(failure, "permission", "permission");
}

TEST(ReaderErrors, NameTheFactThatTheHeaderGetsWrong) {
  const std::array<float, 64> silence{};
  expect_failure(failure_of_bytes(test::make_wav({.n_channels = 0}, silence)), "decode",
                 "0 channels");
  expect_failure(failure_of_bytes(test::make_wav({.n_channels = 65}, silence)), "decode",
                 "65 channels");
  expect_failure(failure_of_bytes(test::make_wav({.sample_rate = 999}, silence)), "decode",
                 "999 Hz");
  expect_failure(failure_of_bytes(test::make_wav({.sample_rate = 768001}, silence)), "decode",
                 "768001 Hz");
  expect_failure(failure_of_bytes(test::make_wav({.tag = 0x2001}, silence)), "unsupported",
                 "compression 0x2001");
  expect_failure(failure_of_bytes(test::make_wav({.bits = 0}, silence)), "decode", "header");
}

TEST(ReaderErrors, NameSamplesThatAreNotFinite) {
  std::array<float, 64> samples{};
  samples[40] = std::numeric_limits<float>::quiet_NaN();
  expect_failure(failure_of_bytes(test::make_wav({}, samples)), "decode", "not a finite number");
  samples[40] = -std::numeric_limits<float>::infinity();
  expect_failure(failure_of_bytes(test::make_wav({}, samples)), "decode", "not a finite number");
}

TEST(ReaderErrors, ABlockWithASampleThatIsNotFiniteCountsAsRead) {
  std::array<float, 64> samples{};
  samples[4] = std::numeric_limits<float>::quiet_NaN();
  const auto bytes = test::make_wav({}, samples);
  Reader reader = Reader::from_memory(bytes);
  std::array<float, 10> block{};
  EXPECT_THROW((void)reader.read(block), DecodeError);
  ASSERT_TRUE(reader.seek(0));
  EXPECT_EQ(reader.read(std::span{block}.first(4)), 4U);
  EXPECT_THROW((void)reader.read(block), DecodeError);
  EXPECT_EQ(test::read_all(reader).size(), 50U);
}

TEST(ReaderErrors, AFileOfTagsIsRefusedAtOnce) {
  test::Bytes bytes;
  for (int i = 0; i < 1001; ++i) {
    test::append(bytes, test::to_bytes(std::string{"ID3\x03\0\0\0\0\0\0", 10}));
  }
  expect_failure(failure_of_bytes(bytes), "decode", "more than 1000 ID3 tags");
}

TEST(ReaderErrors, TellUnknownContentFromText) {
  expect_failure(failure_of_bytes({}), "decode", "there are no bytes");
  expect_failure(failure_of_bytes(test::to_bytes("\x7f"
                                                 "ELF\x02\x01\x01")),
                 "decode", "no sound format");
  expect_failure(failure_of_bytes(test::to_bytes("\xff\xfe"
                                                 "D\0e\0a\0r\0")),
                 "decode", "it is a text file");
  expect_failure(
      failure_of_bytes(test::to_bytes(std::string_view{"ID3\x03\x00\x00\x00\x00\x00\x10", 10})),
      "decode", "no sound");
  expect_failure(failure_of_bytes(test::to_bytes("ID3\x03" + std::string(6, '\0') +
                                                 "after the tag comes no sound")),
                 "decode", "no MP3 frame");
  expect_failure(failure_of_bytes(test::to_bytes("OggS" + std::string(60, '\0'))), "unsupported",
                 "neither Vorbis, Opus nor FLAC");
}

#if !EARMARK_HAS_LIBAV
TEST(ReaderErrors, SayHowM4aCouldBeRead) {
  const auto m4a =
      test::to_bytes(std::string{"\0\0\0\x20", 4} + "ftypM4A " + std::string(40, '\0'));
  expect_failure(failure_of_bytes(m4a), "unsupported", "-DEARMARK_WITH_LIBAV=ON");
  expect_failure(failure_of_bytes(test::to_bytes("\xff\xf1\x50\x80")), "unsupported", "aac");
}
#endif

TEST(ReaderErrors, RejectACallersMistakes) {
  const std::array<float, 64> samples{};
  const auto bytes = test::make_wav({.n_channels = 2}, samples);
  Reader reader = Reader::from_memory(bytes);
  std::array<float, 1> too_small{};
  EXPECT_THROW((void)reader.read(too_small), std::invalid_argument);
  EXPECT_THROW((void)reader.seek(-1), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::audio
