#include <gtest/gtest.h>

#include <stdexcept>

#include "earmark/base/errors.h"
#include "earmark/tracking/dotenv.h"
#include "earmark/tracking/http.h"
#include "earmark/tracking/registry.h"
#include "earmark/tracking/runs.h"
#include "earmark/tracking/server_address.h"
#include "earmark/tracking/tracking_error.h"

namespace earmark::tracking {
namespace {

TEST(ModelUri, NamesAVersionAnAliasOrTheLatest) {
  EXPECT_EQ(ModelUri::parse("models:/songs/3").version, "3");
  EXPECT_EQ(ModelUri::parse("models:/songs@champion").alias, "champion");
  const ModelUri latest = ModelUri::parse("models:/songs/latest");
  EXPECT_EQ(latest.version + latest.alias, "");
  EXPECT_EQ(latest.name, "songs");
  for (const char* text : {"models:/songs/3", "models:/songs@champion", "models:/songs/latest"}) {
    EXPECT_EQ(ModelUri::parse(text).text(), text);
  }
}

TEST(ModelUri, AnotherShapeIsRefused) {
  for (const char* text :
       {"songs", "models:/", "models:/songs", "models:/songs@", "models:/@x", "models:/songs/",
        "models:/songs/three", "models:/a/b/3", "models://3", "models:/a@b/c"}) {
    EXPECT_THROW((void)ModelUri::parse(text), std::invalid_argument) << text;
  }
}

TEST(ServerAddress, IsHttpWithoutSlashAtItsEnd) {
  EXPECT_EQ(ServerAddress::parse("http://127.0.0.1:5000/").uri, "http://127.0.0.1:5000");
  EXPECT_EQ(ServerAddress::parse("https://a.example/mlflow").uri, "https://a.example/mlflow");
}

TEST(ServerAddress, OtherPlacesAreRefused) {
  for (const char* text : {"", "127.0.0.1:5000", "sqlite:///runs.db", "file:./mlruns", "http://",
                           "http:///x", "http://name:secret@host", "http://ho st"}) {
    EXPECT_THROW((void)ServerAddress::parse(text), std::invalid_argument) << text;
  }
}

TEST(UrlEncode, KeepsWordsAndWhatIsAsked) {
  EXPECT_EQ(url_encode("a b/ü~"), "a%20b%2F%C3%BC~");
  EXPECT_EQ(url_encode("a b/c", "/"), "a%20b/c");
}

TEST(ArtifactPlace, ComesAfterTheScheme) {
  EXPECT_EQ(artifact_place("mlflow-artifacts:/1/abc/artifacts"), "1/abc/artifacts");
  EXPECT_EQ(artifact_place("mlflow-artifacts://host:5000/1/abc"), "1/abc");
  EXPECT_THROW((void)artifact_place("s3://bucket/1/abc"), TrackingError);
}

TEST(Dotenv, ReadsNamesValuesAndComments) {
  const auto settings = parse_dotenv(
      "# who\n"
      "\n"
      "MLFLOW_TRACKING_URI=http://127.0.0.1:5000\r\n"
      "export USER = \"a \\\"b\\\" # c\" # said\n"
      "PASSWORD='d$e\\n'\n"
      "PLAIN=f # g\n"
      "HASH=a#b\n"
      "EMPTY=\n"
      "TWICE=1\n"
      "TWICE=2",
      ".env");
  EXPECT_EQ(settings.at("MLFLOW_TRACKING_URI"), "http://127.0.0.1:5000");
  EXPECT_EQ(settings.at("USER"), "a \"b\" # c");
  EXPECT_EQ(settings.at("PASSWORD"), "d$e\\n");
  EXPECT_EQ(settings.at("PLAIN"), "f");
  EXPECT_EQ(settings.at("HASH"), "a#b");
  EXPECT_EQ(settings.at("EMPTY"), "");
  EXPECT_EQ(settings.at("TWICE"), "2");
  EXPECT_EQ(settings.size(), 7U);
}

TEST(Dotenv, LinesOfOtherProgramsArePassedOver) {
  const auto settings = parse_dotenv("not a setting\n=2\n1B=2\nKEY=\"two\nlines\"\nA=1", ".env");
  EXPECT_EQ(settings, (std::map<std::string, std::string>{{"A", "1"}}));
}

TEST(Dotenv, AWrongLineOfOursIsNamed) {
  for (const char* text : {"A=1\nMLFLOW_TRACKING_URI", "A=1\nMLFLOW_TRACKING_URI x=2",
                           "A=1\nexport EARMARK_CACHE=\"2", "A=1\nEARMARK_CACHE='2' 3"}) {
    try {
      (void)parse_dotenv(text, "x/.env");
      ADD_FAILURE() << text;
    } catch (const TableError& error) {
      EXPECT_NE(std::string{error.what()}.find("x/.env, line 2"), std::string::npos)
          << error.what();
    }
  }
}

}  // namespace
}  // namespace earmark::tracking
