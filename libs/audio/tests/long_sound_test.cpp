#include <gtest/gtest.h>

#include <ctime>
#include <fstream>
#include <string>

#include "byte_source.h"
#include "decoder.h"
#include "earmark/audio/mono_stream.h"
#include "sniff.h"
#include "sounds.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

constexpr int kRate = 24000;

double cpu_s() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Most memory that this process has had, in MB, since the last reset.
double peak_mb() {
  std::ifstream status{"/proc/self/status"};
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("VmHWM:")) {
      return std::stod(line.substr(6)) / 1024;
    }
  }
  return 0;
}

// An MP3 of any length: some seconds of sound again and again, without the header that counts.
void write_mp3(const std::filesystem::path& path, int n_repeats) {
  const test::TempDir folder;
  const auto one = folder.path() / "one.mp3";
  test::write_sound(one, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
                    test::chord(std::size_t{kRate} * 10, 1, kRate), 1, kRate, 0.9);
  const auto bytes = test::read_bytes(one);
  std::size_t second = 4;
  while (bytes[second] != std::byte{0xFF} || bytes[second + 1] != bytes[1]) {
    ++second;
  }
  std::ofstream out{path, std::ios::binary};
  for (int i = 0; i < n_repeats; ++i) {
    out.write(reinterpret_cast<const char*>(bytes.data() + second),
              static_cast<std::streamsize>(bytes.size() - second));
  }
}

double read_through(const std::filesystem::path& path) {
  MonoStream stream{Reader::open(path)};
  std::vector<float> block(66150);
  while (stream.read(block) > 0) {
  }
  return stream.duration_read_s();
}

TEST(LongSound, TwoHoursNeedNoMoreMemoryThanHalfAMinute) {
  const test::TempDir folder;
  const auto half_minute = folder.path() / "short.mp3";
  const auto two_hours = folder.path() / "long.mp3";
  write_mp3(half_minute, 3);
  write_mp3(two_hours, 720);
  EXPECT_NEAR(read_through(half_minute), 30, 1);
  const double before = peak_mb();
  EXPECT_NEAR(read_through(two_hours), 7200, 100);
  constexpr double kAllowedMb = 20;
  EXPECT_LT(peak_mb() - before, kAllowedMb);
}

TEST(LongSound, SeekingAnMp3DoesNotDecodeWhatLiesBefore) {
  const test::TempDir folder;
  const auto path = folder.path() / "long.mp3";
  write_mp3(path, 120);
  Reader reader = Reader::open(path);
  const double start = cpu_s();
  const auto n_frames = static_cast<std::int64_t>(test::read_all(reader).size());
  const double reading_s = cpu_s() - start;
  Reader other = Reader::open(path);
  const double seek_start = cpu_s();
  ASSERT_TRUE(other.seek(n_frames - kRate));
  EXPECT_LT(cpu_s() - seek_start, reading_s / 4);
}

TEST(LongSound, SeekingReadsFewBytesWhereTheFormatAllows) {
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
                           SF_FORMAT_OGG | SF_FORMAT_VORBIS}) {
    SCOPED_TRACE(format);
    const test::TempDir folder;
    const auto path = folder.path() / "sound";
    const std::size_t n_frames = std::size_t{kRate} * 300;
    test::write_sound(path, format, test::chord(n_frames, 1, kRate), 1, kRate);
    const auto source = open_file(path);
    const Content content = sniff(*source);
    const auto decoder = content.format == "ogg vorbis" ? make_vorbis_decoder(*source, content)
                                                        : make_sndfile_decoder(*source, content);
    const std::int64_t before = source->n_bytes_fetched();
    ASSERT_TRUE(decoder->seek(static_cast<std::int64_t>(n_frames) * 3 / 4));
    std::vector<float> block(static_cast<std::size_t>(kRate) * 3);
    EXPECT_GT(decoder->read(block), 0U);
    // A bisection looks at some blocks of 64 KB; three seconds are a hundredth of the whole.
    EXPECT_LT(source->n_bytes_fetched() - before, source->size() / 2);
  }
}

}  // namespace
}  // namespace earmark::audio
