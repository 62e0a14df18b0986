#include "earmark/ml/prepared_data.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/ml/csv.h"
#include "earmark/ml/npy.h"
#include "earmark/ml/prepared_writer.h"
#include "earmark/ml/table.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

namespace fs = std::filesystem;

class PreparedDataTest : public ::testing::Test {
 protected:
  PreparedDataTest() {
    recipe_ = {.version = "1", .feature_names = {"f1", "f2"}, .n_frames = 3, .n_mfcc = 2};
    for (const char* id : {"blues.00001", "jazz, live"}) {
      Track track;
      track.id = id;
      track.file = dir_.path() / (std::string{id} + ".wav");
      track.genre = "blues";
      track.artist = "A \"B\"";
      track.split = "train";
      write_file(track.file, "sound of " + track.id);
      tracks_.push_back(track);
    }
  }

  [[nodiscard]] fs::path out() const { return dir_.path() / "out"; }
  [[nodiscard]] PreparedWriter writer() const { return {out(), recipe_}; }
  [[nodiscard]] static std::vector<SegmentResult> segments(std::size_t n, float first) {
    std::vector<SegmentResult> result;
    for (std::size_t i = 0; i < n; ++i) {
      const float x = first + static_cast<float>(i);
      result.push_back({.start_s = 3.0 * static_cast<double>(i),
                        .length = 66'149.0,
                        .excerpt = false,
                        .features = {x, 0.1F * x},
                        .tensor = std::vector<float>(6, x)});
    }
    return result;
  }
  void put(const Track& track, const std::vector<SegmentResult>& segments) const {
    ASSERT_TRUE(writer().put(track, PreparedWriter::mark(track.file), segments));
  }
  void prepare_all() const {
    put(tracks_[0], segments(2, 1.0F));
    put(tracks_[1], segments(1, 10.0F));
    (void)writer().finish(tracks_);
  }

  test::TempDir dir_;
  PreparedRecipe recipe_;
  std::vector<Track> tracks_;
};

TEST_F(PreparedDataTest, ComesBack) {
  prepare_all();
  const auto data = PreparedData::load(out());
  EXPECT_EQ(data.recipe, recipe_);
  ASSERT_EQ(data.segments.size(), 3U);
  EXPECT_EQ(data.segments[1].filename, "blues.00001.1.wav");
  EXPECT_EQ(data.segments[1].start_s, 3.0);
  EXPECT_EQ(data.segments[2].track, "jazz, live");
  EXPECT_EQ(data.segments[2].artist, "A \"B\"");
  EXPECT_EQ(data.segments[2].split, "train");
  EXPECT_FALSE(data.segments[2].excerpt);
  EXPECT_EQ(data.features()(2, 0), 10.0F);
  EXPECT_EQ(data.tensors().cols(), 6U);
  EXPECT_EQ(data.tensors()(1, 5), 2.0F);
  ASSERT_EQ(data.tracks.size(), 2U);
  EXPECT_EQ(data.tracks[0].n_segments, 2U);
  EXPECT_EQ(data.tracks[0].size, fs::file_size(tracks_[0].file));
  EXPECT_EQ(data.tracks[0].sha256.size(), 64U);
}

TEST_F(PreparedDataTest, TableIsAFeatureTable) {
  prepare_all();
  const Table table = read_table(out() / "features_3_sec.csv");
  EXPECT_EQ(table.feature_names, recipe_.feature_names);
  EXPECT_EQ(table.labels[0], "blues");
  EXPECT_EQ(static_cast<float>(table.values[1]), 0.1F);  // the shortest text of that float
  EXPECT_EQ(track_of_filename(table.filenames[2]), "jazz, live");
}

TEST_F(PreparedDataTest, LoadsOnlyWhatIsAskedFor) {
  prepare_all();
  const auto data = PreparedData::load(out(), {.features = true, .tensors = false});
  EXPECT_EQ(data.features().rows(), 3U);
  EXPECT_THROW((void)data.tensors(), std::logic_error);
}

TEST_F(PreparedDataTest, FilesThatAreNotReadMayBeAbsent) {
  prepare_all();
  fs::remove(out() / "mfcc.npy");
  fs::remove(out() / "features_3_sec.csv");
  EXPECT_NO_THROW((void)PreparedData::load(out(), {.features = true, .tensors = false}));
  EXPECT_THROW((void)PreparedData::load(out()), TableError);
}

TEST_F(PreparedDataTest, ChosenSidesTakeThePlaceOfTheSplit) {
  put(tracks_[0], segments(2, 1.0F));
  put(tracks_[1], segments(1, 10.0F));
  (void)writer().finish(tracks_, [](std::span<const PreparedSegment> of) {
    std::vector<std::string> sides;
    for (const PreparedSegment& segment : of) {
      sides.push_back(segment.split + " of " + segment.filename);
    }
    return sides;
  });
  const auto data = PreparedData::load(out());
  EXPECT_EQ(data.segments[1].split, "train of blues.00001.1.wav");
  EXPECT_EQ(data.segments[2].split, "train of jazz, live.0.wav");
}

TEST_F(PreparedDataTest, DoneTracksAreThoseWhoseFileAndRecipeAreAsTheyWere) {
  EXPECT_FALSE(writer().is_done(tracks_[0]));
  put(tracks_[0], segments(2, 1.0F));
  EXPECT_TRUE(writer().is_done(tracks_[0]));

  const auto time = fs::last_write_time(tracks_[0].file);
  fs::last_write_time(tracks_[0].file, time + std::chrono::hours{1});
  EXPECT_TRUE(writer().is_done(tracks_[0])) << "touched, but the same content";

  std::string changed = "sound of " + tracks_[0].id;
  changed.back() = 'X';
  write_file(tracks_[0].file, changed);
  EXPECT_FALSE(writer().is_done(tracks_[0])) << "the same size, other content";

  put(tracks_[0], segments(2, 1.0F));
  recipe_.version = "2";
  EXPECT_FALSE(writer().is_done(tracks_[0])) << "another recipe";
  recipe_.version = "1";
  EXPECT_TRUE(writer().is_done(tracks_[0]));
  fs::remove(tracks_[0].file);
  EXPECT_FALSE(writer().is_done(tracks_[0])) << "the file is gone";
}

TEST_F(PreparedDataTest, FailuresAreWrittenDownAndTriedAgain) {
  put(tracks_[0], segments(1, 1.0F));
  fs::remove(tracks_[1].file);
  writer().put_error(tracks_[1], PreparedWriter::mark(tracks_[1].file), "not found");
  EXPECT_FALSE(writer().is_done(tracks_[1]));
  const auto summary = writer().finish(tracks_);
  EXPECT_EQ(summary.n_tracks, 2U);
  EXPECT_EQ(summary.n_failed, 1U);
  EXPECT_EQ(summary.n_segments, 1U);
  const auto data = PreparedData::load(out());
  EXPECT_EQ(data.tracks[1].error, "not found");
  EXPECT_EQ(data.tracks[1].sha256, "");
}

TEST_F(PreparedDataTest, NothingIsTakenForDoneAfterAKilledRun) {
  put(tracks_[0], segments(2, 1.0F));
  EXPECT_THROW((void)writer().finish(tracks_), TableError) << "a track is missing";
  for (const auto& entry : fs::directory_iterator{out() / "cache"}) {
    fs::resize_file(entry.path(), fs::file_size(entry.path()) - 1);
  }
  EXPECT_FALSE(writer().is_done(tracks_[0])) << "a damaged cache entry";
  for (const auto& entry : fs::directory_iterator{out() / "cache"}) {
    std::ofstream{entry.path()} << "{\"format\": 3}\n";
  }
  EXPECT_FALSE(writer().is_done(tracks_[0]));
  EXPECT_THROW((void)PreparedData::load(out()), TableError) << "there is no manifest yet";
}

TEST_F(PreparedDataTest, TracksOfAnOlderFormatAreNotDone) {
  put(tracks_[0], segments(2, 1.0F));
  ASSERT_TRUE(writer().is_done(tracks_[0]));
  for (const auto& entry : fs::directory_iterator{out() / "cache"}) {
    std::fstream file{entry.path(), std::ios::in | std::ios::out | std::ios::binary};
    std::string header;
    std::getline(file, header);
    const auto place = header.find("\"format\":3");
    ASSERT_NE(place, std::string::npos);
    header[place + std::string_view{"\"format\":"}.size()] = '1';
    file.seekp(0);
    file << header;
  }
  EXPECT_FALSE(writer().is_done(tracks_[0]));
}

TEST_F(PreparedDataTest, LabelsAreThoseOfTheLastRun) {
  prepare_all();
  tracks_[0].genre = "rock";
  tracks_[0].note = "excerpt";
  (void)writer().finish(tracks_);
  const auto data = PreparedData::load(out());
  EXPECT_EQ(data.segments[0].genre, "rock");
  EXPECT_TRUE(data.segments[0].excerpt);
}

TEST_F(PreparedDataTest, FurtherColumnsOfTheListComeBack) {
  tracks_[0].others = {{"fold", "3"}, {"mood", "sad, slow"}, {"segment", "not the list's to say"}};
  tracks_[1].others = {{"fold", "4"}, {"mood", ""}, {"segment", ""}};
  prepare_all();
  const auto data = PreparedData::load(out());
  EXPECT_EQ(data.column("fold"), (std::vector<std::string>{"3", "3", "4"}));
  EXPECT_EQ(data.column("mood"), (std::vector<std::string>{"sad, slow", "sad, slow", ""}));
  EXPECT_EQ(data.column("split"), (std::vector<std::string>(3, "train")));
  EXPECT_EQ(data.segments[1].segment, 1U);
  EXPECT_THROW((void)data.column("segment"), TableError);
}

TEST_F(PreparedDataTest, FilesThatDoNotFitEachOtherAreRefused) {
  const auto refuses = [&](const char* name, const std::string& text) {
    prepare_all();
    write_file(out() / name, text);
    EXPECT_THROW((void)PreparedData::load(out()), TableError) << name;
  };
  refuses("manifest.json", "{");
  refuses("manifest.json", "{}");
  refuses("manifest.json", "{\"format\": 1}");
  refuses("manifest.json", "{\"format\": 3}");
  refuses("mfcc.npy", "short");
  refuses("segments.csv", "filename\n");

  prepare_all();
  const std::vector<float> values(6);
  write_npy<float>(out() / "features.npy", std::vector<std::size_t>{2, 3}, values);  // same size
  EXPECT_THROW((void)PreparedData::load(out()), TableError);
}

TEST_F(PreparedDataTest, ResultsOfAFileThatHasChangedMeanwhileAreDropped) {
  const FileMark mark = PreparedWriter::mark(tracks_[0].file);
  write_file(tracks_[0].file, "another, longer sound");
  EXPECT_FALSE(writer().put(tracks_[0], mark, segments(2, 1.0F)));
  EXPECT_FALSE(writer().is_done(tracks_[0]));
  fs::remove(tracks_[0].file);
  const FileMark absent = PreparedWriter::mark(tracks_[0].file);
  write_file(tracks_[0].file, "");
  fs::last_write_time(tracks_[0].file, fs::file_time_type{});
  EXPECT_FALSE(writer().put(tracks_[0], absent, segments(2, 1.0F)));
}

TEST_F(PreparedDataTest, IdsNeedNotBeUtf8) {
  tracks_[0].id = "caf\xE9";
  prepare_all();
  EXPECT_EQ(PreparedData::load(out()).segments[0].track, "caf\xE9");
}

TEST_F(PreparedDataTest, AFolderThatCannotBeLookedIntoIsATableError) {
  const std::string too_long(5000, 'x');
  EXPECT_THROW((void)PreparedData::load(dir_.path() / too_long), TableError);
  EXPECT_THROW((CsvReader{dir_.path() / too_long}), TableError);
}

TEST_F(PreparedDataTest, WriterRejectsBadArguments) {
  const FileMark mark = PreparedWriter::mark(tracks_[0].file);
  EXPECT_THROW((void)writer().put(tracks_[0], mark, {}), std::invalid_argument);
  auto bad = segments(1, 1.0F);
  bad[0].tensor.pop_back();
  EXPECT_THROW((void)writer().put(tracks_[0], mark, bad), std::invalid_argument);
  bad = segments(1, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THROW((void)writer().put(tracks_[0], mark, bad), std::invalid_argument);
  tracks_.push_back(tracks_[0]);
  EXPECT_THROW((void)writer().finish(tracks_), std::invalid_argument);
  EXPECT_THROW((PreparedWriter{tracks_[0].file / "x", recipe_}), IoError);
}

}  // namespace
}  // namespace earmark::ml
