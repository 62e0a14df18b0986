#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"
#include "sounds.h"
#include "support/error_db.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

// The exit status; no other thread runs.
int run(const std::string& command) {
  return std::system(command.c_str());  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
}

// Made by the ffmpeg program: libsndfile writes no AAC.
class Libav : public testing::Test {
 protected:
  void SetUp() override {
    if (run("ffmpeg -version > /dev/null 2>&1") != 0) {
      GTEST_SKIP() << "the ffmpeg program is not installed";
    }
    samples_ = test::chord(100000, 2, 44100);
    test::write_sound(folder_.path() / "a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, samples_, 2,
                      44100);
  }

  std::filesystem::path encode(const std::string& codec, const std::string& name) {
    auto path = folder_.path() / name;
    const std::string command = "ffmpeg -v error -y -i " + (folder_.path() / "a.wav").string() +
                                " -c:a " + codec + " " + path.string();
    EXPECT_EQ(run(command), 0);
    return path;
  }

  std::vector<float> samples_;
  test::TempDir folder_;
};

TEST_F(Libav, ReadsAlacExactly) {
  Reader reader = Reader::open(encode("alac", "a.m4a"));
  EXPECT_EQ(reader.info().format, "m4a");
  const auto got = test::read_all(reader);
  ASSERT_EQ(got.size(), samples_.size());
  EXPECT_LE(test::max_difference(got, samples_), 0x1p-15);  // ffmpeg writes 16 bits
  ASSERT_TRUE(reader.seek(50001));
  EXPECT_LE(test::max_difference(test::read_all(reader),
                                 std::span{samples_}.subspan(2 * std::size_t{50001})),
            0x1p-15);
}

TEST_F(Libav, ReadsAacInItsPlace) {
  Reader reader = Reader::open(encode("aac", "a.m4a"));
  const auto got = test::read_all(reader);
  EXPECT_NEAR(static_cast<double>(got.size()), static_cast<double>(samples_.size()), 2 * 1024);
  EXPECT_LE(test::error_db(got, samples_), -15);
  for (const std::int64_t frame : {0, 20000, 70000}) {
    ASSERT_TRUE(reader.seek(frame));
    const auto rest = test::read_all(reader);
    const auto want = std::span{got}.subspan(static_cast<std::size_t>(2 * frame));
    EXPECT_EQ(rest.size(), want.size());
    EXPECT_LE(test::error_db(rest, want), -40);  // noise filled in by the decoder differs
  }
  for (const std::int64_t frame : {std::int64_t{10000000}, std::int64_t{1} << 61U}) {
    EXPECT_FALSE(reader.seek(frame));
    EXPECT_TRUE(test::read_all(reader).empty());
  }
  ASSERT_TRUE(reader.seek(0));
  EXPECT_EQ(test::read_all(reader).size(), got.size());
}

TEST_F(Libav, ReadsBareAac) {
  Reader reader = Reader::open(encode("aac", "a.aac"));
  EXPECT_EQ(reader.info().format, "aac");
  EXPECT_GE(test::read_all(reader).size(), samples_.size());
}

TEST_F(Libav, RefusesWhatIsNoSound) {
  const auto whole = test::read_bytes(encode("aac", "a.m4a"));
  EXPECT_THROW((void)Reader::from_memory(std::span{whole}.first(200)), DecodeError);
}

}  // namespace
}  // namespace earmark::audio
