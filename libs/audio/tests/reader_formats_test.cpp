#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>

#include "earmark/audio/reader.h"
#include "sounds.h"
#include "support/error_db.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

struct Format {
  std::string name;
  int sndfile_format;
  std::string want_format;
  double tolerance;  // one step of its whole numbers, or the precision of its floats
  int n_channels = 2;
  int sample_rate = 44100;
};

void PrintTo(const Format& format, std::ostream* out) { *out << format.name; }

class Lossless : public testing::TestWithParam<Format> {};

TEST_P(Lossless, GivesTheSamplesFromFileAndFromMemory) {
  const Format& format = GetParam();
  const test::TempDir folder;
  const auto path = folder.path() / "a name that says nothing.txt";
  const auto want =
      test::chord(5000, static_cast<std::size_t>(format.n_channels), format.sample_rate);
  test::write_sound(path, format.sndfile_format, want, format.n_channels, format.sample_rate);

  Reader reader = Reader::open(path);
  EXPECT_EQ(reader.info().sample_rate, format.sample_rate);
  EXPECT_EQ(reader.info().n_channels, format.n_channels);
  EXPECT_EQ(reader.info().n_frames, 5000);
  EXPECT_EQ(reader.info().format, format.want_format);
  const auto got = test::read_all(reader, 777);
  ASSERT_EQ(got.size(), want.size());
  EXPECT_LE(test::max_difference(got, want), format.tolerance);
  EXPECT_TRUE(reader.warnings().empty());

  const auto bytes = test::read_bytes(path);
  Reader from_memory = Reader::from_memory(bytes);
  EXPECT_EQ(test::read_all(from_memory), got);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, Lossless,
    testing::Values(
        Format{"wav8", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, "wav", 0x1p-7},
        Format{"wav16", SF_FORMAT_WAV | SF_FORMAT_PCM_16, "wav", 0x1p-15},
        Format{"wav24", SF_FORMAT_WAV | SF_FORMAT_PCM_24, "wav", 0x1p-23},
        Format{"wav32", SF_FORMAT_WAV | SF_FORMAT_PCM_32, "wav", 0x1p-24},
        Format{"wav_float", SF_FORMAT_WAV | SF_FORMAT_FLOAT, "wav", 0},
        Format{"wav_double", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, "wav", 0},
        // G.711 has steps of up to 1/32 of full scale at this level.
        Format{"wav_mu_law", SF_FORMAT_WAV | SF_FORMAT_ULAW, "wav", 0x1p-5},
        Format{"wav_a_law", SF_FORMAT_WAV | SF_FORMAT_ALAW, "wav", 0x1p-5},
        Format{"wav_big_endian", SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, "wav", 0x1p-15},
        Format{"wav_extensible_6", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, "wav", 0x1p-23, 6},
        Format{"wav_64_channels", SF_FORMAT_WAV | SF_FORMAT_PCM_16, "wav", 0x1p-15, 64},
        Format{"wav_1_khz", SF_FORMAT_WAV | SF_FORMAT_PCM_16, "wav", 0x1p-15, 1, 1000},
        Format{"wav_768_khz", SF_FORMAT_WAV | SF_FORMAT_PCM_16, "wav", 0x1p-15, 1, 768000},
        Format{"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "wav", 0x1p-15},
        Format{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, "w64", 0x1p-15},
        Format{"aiff16", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "aiff", 0x1p-15},
        Format{"aiff_float", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, "aiff", 0},
        Format{"aifc_little_endian", SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, "aiff",
               0x1p-15},
        Format{"aifc_mu_law", SF_FORMAT_AIFF | SF_FORMAT_ULAW, "aiff", 0x1p-5},
        Format{"au16", SF_FORMAT_AU | SF_FORMAT_PCM_16, "au", 0x1p-15},
        Format{"flac16", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "flac", 0x1p-15},
        Format{"flac24", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, "flac", 0x1p-23, 8}),
    [](const auto& param) { return param.param.name; });

class Lossy : public testing::TestWithParam<Format> {};

// Codecs change the samples; a tone at -30 dB of error is well coded, and nothing misplaced by even
// a few frames would be under -10 dB.
constexpr double kCodecErrorDb = -20;

TEST_P(Lossy, GivesTheSoundInItsPlace) {
  const Format& format = GetParam();
  const test::TempDir folder;
  const auto path = folder.path() / "sound";
  const auto want =
      test::chord(60000, static_cast<std::size_t>(format.n_channels), format.sample_rate);
  test::write_sound(path, format.sndfile_format, want, format.n_channels, format.sample_rate);
  Reader reader = Reader::open(path);
  EXPECT_EQ(reader.info().sample_rate, format.sample_rate);
  EXPECT_EQ(reader.info().n_channels, format.n_channels);
  EXPECT_EQ(reader.info().format, format.want_format);
  const auto got = test::read_all(reader);
  EXPECT_GE(got.size(), want.size());
  EXPECT_LE(got.size(), want.size() + 1024);  // ADPCM comes in whole blocks
  EXPECT_LE(test::error_db(got, want), kCodecErrorDb);
  EXPECT_TRUE(reader.warnings().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Formats, Lossy,
    testing::Values(
        Format{"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "mp3", 0},
        Format{"mp3_mono_16_khz", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "mp3", 0, 1, 16000},
        Format{"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, "ogg vorbis", 0},
        Format{"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, "ogg opus", 0, 2, 48000},
        Format{"wav_ms_adpcm", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, "wav", 0, 1, 22050},
        Format{"wav_ima_adpcm", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, "wav", 0, 1, 22050}),
    [](const auto& param) { return param.param.name; });

TEST(Reader, PassesTagsAroundAnMp3) {
  const test::TempDir folder;
  const auto path = folder.path() / "plain.mp3";
  test::write_sound(path, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, test::chord(30000, 1, 44100),
                    1, 44100);
  const auto plain = test::read_bytes(path);
  // A picture of 3 MB in front; in it, what looks like a frame of sound.
  const std::size_t picture_size = 3 << 20;
  test::Bytes tagged = test::to_bytes("ID3");
  tagged.insert(tagged.end(), {std::byte{3}, std::byte{0}, std::byte{0}});
  for (const unsigned shift : {21U, 14U, 7U, 0U}) {
    tagged.push_back(static_cast<std::byte>((picture_size >> shift) & 0x7FU));
  }
  tagged.resize(10 + picture_size, std::byte{0xFF});
  test::append(tagged, plain);
  test::Bytes ape = test::to_bytes("APETAGEX");
  test::append_le(ape, 2000, 4);
  test::append_le(ape, 32 + 500, 4);
  test::append_le(ape, 1, 4);
  test::append_le(ape, 0x80000000U, 4);
  test::append_le(ape, 0, 8);
  test::append(tagged, ape);
  tagged.resize(tagged.size() + 500, std::byte{0xFF});
  test::append(tagged, ape);
  tagged.resize(tagged.size() + 0);
  test::append(tagged, test::to_bytes("TAG"));
  tagged.resize(tagged.size() + 125, std::byte{' '});

  Reader want = Reader::from_memory(plain);
  Reader got = Reader::from_memory(tagged);
  EXPECT_EQ(test::read_all(got), test::read_all(want));
  EXPECT_TRUE(got.warnings().empty());
}

// Silence, then sound: the first frames' rate says nothing of the later ones'. The first frame is a
// Xing header.
test::Bytes variable_rate_mp3() {
  const test::TempDir folder;
  const auto path = folder.path() / "vbr.mp3";
  auto samples = test::chord(std::size_t{44100} * 4, 2, 44100);
  std::fill(samples.begin(), samples.begin() + 44100, 0.0F);
  test::write_sound(path, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, samples, 2, 44100, 0.3);
  return test::read_bytes(path);
}

// Where the second frame begins, with the same 11 bits as the first.
std::size_t second_frame(const test::Bytes& bytes) {
  std::size_t second = 4;
  while (bytes[second] != std::byte{0xFF} || bytes[second + 1] != bytes[1]) {
    ++second;
  }
  return second;
}

TEST(Reader, ReadsAVariableRateMp3WithAVbriHeaderToTheEnd) {
  auto bytes = variable_rate_mp3();
  const std::size_t second = second_frame(bytes);
  Reader bare = Reader::from_memory(std::span{bytes}.subspan(second));
  const auto want = test::read_all(bare);
  // Fraunhofer's: version, delay, quality, bytes, frames, and a table of one entry.
  test::Bytes header = test::to_bytes(std::string{"VBRI\0\1\0\0\0\x4b", 10});
  const auto append_be = [&](std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      header.push_back(static_cast<std::byte>(value >> shift));
    }
  };
  append_be(static_cast<std::uint32_t>(bytes.size()));
  append_be(static_cast<std::uint32_t>(want.size() / 2 / 1152));
  std::fill(bytes.begin() + 4, bytes.begin() + static_cast<std::ptrdiff_t>(second), std::byte{0});
  std::copy(header.begin(), header.end(), bytes.begin() + 36);
  Reader reader = Reader::from_memory(bytes);
  const auto got = test::read_all(reader);
  ASSERT_GE(got.size(), want.size());
  EXPECT_LE(got.size(), want.size() + std::size_t{2} * 1152);
  const auto end = std::span{got}.subspan(got.size() - want.size());
  EXPECT_LE(test::max_difference(end, want), 1e-6);
  EXPECT_TRUE(reader.warnings().empty());
}

// A frame of layer 1, 44.1 kHz, mono, 128 kbit/s, by ISO 11172-3, 2.4.1.5: of 32 subbands the
// second alone has samples, of 4 bits each.
test::Bytes layer_1_frame() {
  test::Bytes frame(136);
  frame[0] = frame[1] = std::byte{0xFF};
  frame[2] = std::byte{0x40};
  frame[3] = std::byte{0xC0};
  std::size_t place = 32;
  const auto put = [&](unsigned value, unsigned n_bits) {
    for (unsigned bit = n_bits; bit-- > 0; ++place) {
      frame[place / 8] |= static_cast<std::byte>(((value >> bit) & 1U) << (7U - place % 8));
    }
  };
  for (unsigned subband = 0; subband < 32; ++subband) {
    put(subband == 1 ? 3 : 0, 4);
  }
  put(9, 6);  // the scale factor: 2^-2
  for (unsigned i = 0; i < 12; ++i) {
    put(i % 2 == 0 ? 1 : 14, 4);
  }
  return frame;
}

TEST(Reader, ReadsMpegAudioOfLayer1) {
  test::Bytes bytes;
  for (int i = 0; i < 50; ++i) {
    test::append(bytes, layer_1_frame());
  }
  Reader reader = Reader::from_memory(bytes);
  EXPECT_EQ(reader.info().format, "mp3");
  EXPECT_EQ(reader.info().sample_rate, 44100);
  EXPECT_EQ(reader.info().n_channels, 1);
  const auto got = test::read_all(reader);
  EXPECT_EQ(got.size(), 50U * 384U);
  const float peak = std::ranges::max(got);
  EXPECT_GT(peak, 0.05F);
  EXPECT_LT(peak, 0.5F);
  EXPECT_TRUE(reader.warnings().empty());
}

// 0.2 s of a song, made by the ffmpeg program: libsndfile writes no layer 2.
TEST(Reader, ReadsMpegAudioOfLayer2) {
  const auto bytes = test::read_bytes(EARMARK_AUDIO_CORPUS "/layer2.mp3");
  Reader reader = Reader::from_memory(bytes);
  EXPECT_EQ(reader.info().format, "mp3");
  EXPECT_EQ(reader.info().sample_rate, 22050);
  EXPECT_EQ(reader.info().n_channels, 1);
  const auto got = test::read_all(reader);
  EXPECT_EQ(got.size(), 4U * 1152U);
  EXPECT_GT(std::ranges::max(got), 0.05F);
  EXPECT_TRUE(reader.warnings().empty());
}

TEST(Reader, ReadsAVariableRateMp3WithoutItsHeaderToTheEnd) {
  const auto bytes = variable_rate_mp3();
  const std::size_t second = second_frame(bytes);
  Reader whole = Reader::from_memory(bytes);
  EXPECT_TRUE(whole.info().n_frames.has_value());
  Reader bare = Reader::from_memory(std::span{bytes}.subspan(second));
  EXPECT_FALSE(bare.info().n_frames.has_value());
  EXPECT_GE(test::read_all(bare).size(), test::read_all(whole).size());
}

TEST(Reader, ReadsMp3InsideWav) {
  const test::TempDir folder;
  const auto path = folder.path() / "a.mp3";
  test::write_sound(path, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, test::chord(20000, 1, 22050),
                    1, 22050);
  const auto mp3 = test::read_bytes(path);
  const auto wav = test::make_wav({.tag = 0x55, .bits = 8}, mp3, mp3.size());
  Reader want = Reader::from_memory(mp3);
  Reader got = Reader::from_memory(wav);
  EXPECT_EQ(got.info().format, "mp3");
  EXPECT_EQ(test::read_all(got), test::read_all(want));
}

}  // namespace
}  // namespace earmark::audio
