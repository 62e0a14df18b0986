#include "earmark/base/sha256.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "support/temp_dir.h"

namespace earmark {
namespace {

std::string of(std::string_view text) { return sha256_hex(std::as_bytes(std::span{text})); }

TEST(Sha256, GivesTheStandardsOwnExamples) {  // FIPS 180-4, appendix B
  EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
  const test::TempDir dir;
  const std::string text(200'000, 'x');  // more than one block
  write_file(dir.path() / "a", text);
  EXPECT_EQ(sha256_file(dir.path() / "a"), of(text));
}

TEST(Sha256, AnAbsentFileIsAnIoError) {
  EXPECT_THROW((void)sha256_file("/nonexistent/file"), IoError);
}

TEST(Sha256, SaysWhyAFileCannotBeRead) {
  const test::TempDir dir;
  try {
    (void)sha256_file(dir.path());
    FAIL() << "no exception";
  } catch (const IoError& error) {
    EXPECT_EQ(error.what(), "cannot read " + dir.path().string() + ": Is a directory");
  }
}

}  // namespace
}  // namespace earmark
