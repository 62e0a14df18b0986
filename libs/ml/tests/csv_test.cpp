#include "earmark/ml/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <istream>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/ml/table.h"
#include "earmark/ml/tracks.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

using Records = std::vector<std::vector<std::string>>;

Records read_all(const std::string& text) {
  std::istringstream in{text};
  CsvReader csv{in, "t.csv"};
  Records records{csv.header()};
  while (csv.next()) {
    records.push_back(csv.fields());
  }
  return records;
}

std::string message_of(const std::string& text) {
  try {
    (void)read_all(text);
  } catch (const TableError& error) {
    return error.what();
  }
  return "no error";
}

TEST(CsvReader, ReadsLineEndsOfEverySystem) {
  const Records want{{"a", "b"}, {"1", "2"}, {"3", ""}};
  EXPECT_EQ(read_all("a,b\n1,2\n3,\n"), want);
  EXPECT_EQ(read_all("a,b\r\n1,2\r\n3,\r\n"), want);
  EXPECT_EQ(read_all("a,b\r1,2\r3,"), want);
  EXPECT_EQ(read_all("\xEF\xBB\xBF\n\na,b\n\n1,2\n3,\n\n"), want);
}

TEST(CsvReader, ReadsQuotedFields) {
  EXPECT_EQ(read_all("a,b\n\"x, \"\"y\"\"\nz\",\"\"\n"),
            (Records{{"a", "b"}, {"x, \"y\"\nz", ""}}));
}

TEST(CsvReader, NamesThePlaceOfAFault) {
  EXPECT_EQ(message_of("a,b\n1,2\n1\n"), "t.csv:3: the row has 1 fields, the header has 2");
  EXPECT_EQ(message_of("a,b\n\"1\n\",2\n1,2,3\n"),
            "t.csv:4: the row has 3 fields, the header has 2");
  EXPECT_EQ(message_of(""), "t.csv:1: empty, where a CSV with a header row is needed");
  EXPECT_EQ(message_of("a,a\n"), "t.csv:1: two columns are named 'a'");
  EXPECT_EQ(message_of("a,b\n\"x"), "t.csv:2: a quoted field is not closed");
  EXPECT_NE(message_of("a\n\"x\"y\n").find("t.csv:2: text follows a closing quote"),
            std::string::npos);
  EXPECT_NE(message_of(std::string{"a\nx\0y\n", 6}).find("NUL"), std::string::npos);
  EXPECT_NE(message_of("\xEF\xBBxx").find("UTF-8"), std::string::npos);
}

TEST(CsvReader, BoundsWhatOneRowMayHold) {
  EXPECT_NE(message_of("a\n" + std::string(CsvReader::kMaxRecordBytes + 1, 'x')).find("longer"),
            std::string::npos);
  EXPECT_NE(message_of(std::string(CsvReader::kMaxFields + 1, ',')).find("more than"),
            std::string::npos);
}

TEST(CsvReader, ReadsNumbersStrictly) {
  std::istringstream in{"n\n 1.5e3 \n+2\nnan\n1x\n\"\"\n0x10\n1e999\n"};
  CsvReader csv{in, "t.csv"};
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.number(0), 1500.0);
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.number(0), 2.0);
  while (csv.next()) {
    EXPECT_THROW((void)csv.number(0), TableError) << csv.line();
  }
  EXPECT_THROW((void)csv.column("m"), TableError);
  EXPECT_EQ(csv.field("m"), "");
}

TEST(CsvReader, RefusesWhatIsNoFile) {
  const test::TempDir dir;
  EXPECT_THROW(CsvReader{dir.path()}, TableError);
  EXPECT_THROW(CsvReader{dir.path() / "none.csv"}, TableError);
}

RC_GTEST_PROP(CsvProperty, WrittenFieldsComeBack, (std::vector<std::string> fields)) {
  std::string line = "h";
  std::string header = "h0";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::erase(fields[i], '\0');
    line += "," + csv_field(fields[i]);
    header += ",h" + std::to_string(i + 1);
  }
  const auto records = read_all(header + "\n" + line + "\n");
  RC_ASSERT(records.size() == 2U);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    RC_ASSERT(records[1][i + 1] == fields[i]);
  }
}

TEST(Table, ReadsFeaturesAndPassesLengthOver) {
  const test::TempDir dir;
  write_file(dir.path() / "t.csv",
             "filename,length,f1,f2,label\nblues.00001.0.wav,66149,1,2.5,blues\n"
             "jazz.00002.1.wav,66149,-3,4e-7,jazz\n");
  const Table table = read_table(dir.path() / "t.csv");
  EXPECT_EQ(table.feature_names, (std::vector<std::string>{"f1", "f2"}));
  EXPECT_EQ(table.values, (std::vector<double>{1.0, 2.5, -3.0, 4e-7}));
  EXPECT_EQ(table.to_float()(1, 1), 4e-7F);
  EXPECT_EQ(table.view()(1, 0), -3.0);
  const auto classes = distinct_sorted(table.labels);
  EXPECT_EQ(encode_labels(table.labels, classes), (std::vector<int>{0, 1}));
  EXPECT_THROW((void)encode_labels(table.labels, std::span{classes}.first(1)), TableError);
  const std::vector<std::size_t> rows{1, 1, 0};
  EXPECT_EQ(take_rows(table.to_float().view(), rows)(2, 1), 2.5F);
}

TEST(Table, RefusesWhatIsNoTable) {
  const test::TempDir dir;
  const auto path = dir.path() / "t.csv";
  for (const char* text :
       {"filename,f\na,1\n", "f,label\n1,b\n", "filename,label\na,b\n", "filename,f,label\n",
        "filename,f,label\na,,b\n", "filename,f,label\na,x,b\n", "filename,f,label\na,1,\n"}) {
    write_file(path, text);
    EXPECT_THROW((void)read_table(path), TableError) << text;
  }
}

TEST(Table, FindsTheTrackInASegmentsName) {
  EXPECT_EQ(track_of_filename("blues.00042.7.wav"), "blues.00042");
  EXPECT_EQ(track_of_filename("my song.12.flac"), "my song");
  EXPECT_EQ(track_of_filename("song.wav"), "song.wav");
  EXPECT_EQ(track_of_filename("song"), "song");
  EXPECT_EQ(track_of_filename("a..wav"), "a..wav");
}

/// Gives its text and then an error, as a disk or a network that fails does.
class FailingBuffer : public std::streambuf {
 public:
  explicit FailingBuffer(std::string text) : text_{std::move(text)} {
    setg(text_.data(), text_.data(), text_.data() + text_.size());
  }

 protected:
  int_type underflow() override { throw std::runtime_error{"input/output error"}; }

 private:
  std::string text_;
};

TEST(Csv, AReadErrorIsNoEnd) {
  for (const char* text : {"a,b\n1,2\n", "a,b\n1,2\n3"}) {
    FailingBuffer buffer{text};
    std::istream in{&buffer};
    CsvReader csv{in, "list.csv"};
    ASSERT_TRUE(csv.next());
    EXPECT_THROW((void)csv.next(), TableError) << text;
  }
}

TEST(Tracks, ReadsAListAndTakesPathsFromItsFolder) {
  const test::TempDir dir;
  const auto csv = dir.path() / "tracks.csv";
  write_file(csv,
             "file,genre,artist,extra,split\nblues/a.wav,Blues,\"X, Y\",1,train\n"
             "/abs/b.mp3,Hip-Hop,,2,valid\n");
  const auto tracks = read_tracks(csv);
  ASSERT_EQ(tracks.size(), 2U);
  EXPECT_EQ(tracks[0].id, "blues/a");
  EXPECT_EQ(tracks[0].file, dir.path() / "blues/a.wav");
  EXPECT_EQ(tracks[0].genre, "blues");
  EXPECT_EQ(tracks[0].artist, "X, Y");
  EXPECT_EQ(tracks[0].split, "train");
  EXPECT_EQ(tracks[0].source, "");
  EXPECT_EQ(tracks[1].file, "/abs/b.mp3");
  EXPECT_EQ(tracks[1].genre, "hiphop");
  EXPECT_EQ(read_tracks(csv, "/root")[0].file, "/root/blues/a.wav");
}

TEST(Tracks, RefusesListsThatCannotBeUsed) {
  const test::TempDir dir;
  const auto csv = dir.path() / "tracks.csv";
  for (const char* text : {"file\na\n", "genre\na\n", "file,genre\n", "file,genre\n,rock\n",
                           "file,genre\na.wav,\n", "file,genre\na.wav,x\na.mp3,x\n"}) {
    write_file(csv, text);
    EXPECT_THROW((void)read_tracks(csv), TableError) << text;
  }
}

TEST(Tracks, ListsFoldersOfGenres) {
  const test::TempDir dir;
  namespace fs = std::filesystem;
  for (const char* name : {"blues/blues.00001.wav", "blues/same.wav", "blues/same.mp3",
                           "Rock/same.wav", "Rock/.hidden", "Rock/album/deep.wav"}) {
    fs::create_directories((dir.path() / name).parent_path());
    write_file(dir.path() / name, "x");
  }
  write_file(dir.path() / "readme.txt", "x");
  std::vector<std::string> ids;
  for (const Track& track : list_genres_dir(dir.path())) {
    ids.push_back(track.id + " " + track.genre);
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"Rock/same rock", "blues.00001 blues",
                                           "blues/same.mp3 blues", "blues/same.wav blues"}));
  EXPECT_THROW((void)list_genres_dir(dir.path() / "blues"), TableError);
  EXPECT_THROW((void)list_genres_dir(dir.path() / "none"), TableError);
}

}  // namespace
}  // namespace earmark::ml
