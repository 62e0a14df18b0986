#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>

#include "earmark/audio/reader.h"
#include "sounds.h"
#include "support/temp_dir.h"

// Sounds whose header does not say how long they are, as programs that write to a pipe leave them.
namespace earmark::audio {
namespace {

constexpr std::size_t kFrames = 100000;

test::Bytes written(int format) {
  const test::TempDir folder;
  const auto path = folder.path() / "sound";
  test::write_sound(path, format, test::chord(kFrames, 2, 44100), 2, 44100);
  return test::read_bytes(path);
}

test::Bytes flac_without_length() {
  auto bytes = written(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  bytes[21] &= std::byte{0xF0};  // the 36 bits of length in STREAMINFO
  std::fill_n(bytes.begin() + 22, 4, std::byte{0});
  return bytes;
}

test::Bytes wav_without_length() {
  const auto samples = test::chord(kFrames, 2, 44100);
  auto bytes =
      test::make_wav({.n_channels = 2, .sample_rate = 44100}, std::as_bytes(std::span{samples}), 0);
  bytes[4] = std::byte{36};  // the size of RIFF, which counts an empty data chunk
  bytes[5] = bytes[6] = bytes[7] = std::byte{0};
  return bytes;
}

test::Bytes au_without_length() {
  auto bytes = written(SF_FORMAT_AU | SF_FORMAT_PCM_16);
  std::fill_n(bytes.begin() + 8, 4, std::byte{0xFF});
  return bytes;
}

struct Case {
  std::string name;
  test::Bytes (*make)();
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class LengthUnknown : public testing::TestWithParam<Case> {};

TEST_P(LengthUnknown, IsReadToTheEndAndSought) {
  const auto bytes = GetParam().make();
  Reader reader = Reader::from_memory(bytes);
  EXPECT_EQ(reader.info().n_channels, 2);
  if (reader.info().n_frames) {  // then the decoder counted them
    EXPECT_EQ(*reader.info().n_frames, static_cast<std::int64_t>(kFrames));
  }
  const auto all = test::read_all(reader);
  ASSERT_EQ(all.size(), 2 * kFrames);
  EXPECT_LE(test::max_difference(all, test::chord(kFrames, 2, 44100)), 0x1p-15);
  for (const std::int64_t frame : {50001, 7, 99999, 0}) {
    SCOPED_TRACE(frame);
    ASSERT_TRUE(reader.seek(frame));
    const auto rest = test::read_all(reader);
    EXPECT_TRUE(
        std::ranges::equal(rest, std::span{all}.subspan(static_cast<std::size_t>(2 * frame))));
  }
  EXPECT_TRUE(reader.seek(kFrames));
  EXPECT_FALSE(reader.seek(kFrames + 1));
  EXPECT_TRUE(test::read_all(reader).empty());
  EXPECT_TRUE(reader.seek(0));
  EXPECT_EQ(test::read_all(reader).size(), all.size());
  EXPECT_TRUE(reader.warnings().empty());
}

TEST(ReaderLength, OfAnEmptyWavWithMoreChunksIsZero) {
  auto bytes = test::make_wav({.tag = 1, .bits = 16}, {}, 0);
  test::append(bytes, test::to_bytes("LIST"));
  test::append_le(bytes, 4, 4);
  test::append(bytes, test::to_bytes("INFO"));
  bytes[4] = std::byte{36 + 12};
  Reader reader = Reader::from_memory(bytes);
  EXPECT_TRUE(test::read_all(reader).empty());
}

INSTANTIATE_TEST_SUITE_P(Formats, LengthUnknown,
                         testing::Values(Case{"flac", &flac_without_length},
                                         Case{"wav", &wav_without_length},
                                         Case{"au", &au_without_length}),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace earmark::audio
