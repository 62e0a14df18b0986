#include "held_out_protocol.h"

#include <gtest/gtest.h>

namespace earmark::cli {
namespace {

/// Four tracks by four artists, the last two held out.
ml::PreparedData data_by_artist() {
  ml::PreparedData data;
  for (int i = 0; i < 4; ++i) {
    ml::PreparedSegment& segment = data.segments.emplace_back();
    segment.track = "track " + std::to_string(i);
    segment.artist = "artist " + std::to_string(i);
    segment.split = i < 2 ? "train" : "valid";
  }
  return data;
}

TEST(HeldOutProtocol, IsByArtistWhereNoArtistIsOnBothSides) {
  const Protocol protocol = protocol_of_rows(data_by_artist(), "valid");
  EXPECT_EQ(protocol.name, "by-artist");
  EXPECT_EQ(protocol.note, "no artist of these tracks is in train");
}

TEST(HeldOutProtocol, CountsTracksWhoseArtistIsNotKnown) {
  ml::PreparedData data = data_by_artist();
  data.segments[1].artist = data.segments[3].artist = "";
  const Protocol protocol = protocol_of_rows(data, "valid");
  EXPECT_EQ(protocol.name, "by-artist");
  EXPECT_EQ(protocol.note, "by artist where known; 2 tracks have none");
}

TEST(HeldOutProtocol, IsByTrackWhereASidesArtistsAreNotKnown) {
  for (const std::size_t first : {0U, 2U}) {
    ml::PreparedData data = data_by_artist();
    data.segments[first].artist = data.segments[first + 1].artist = "";
    const Protocol protocol = protocol_of_rows(data, "valid");
    EXPECT_EQ(protocol.name, "by-track");
    EXPECT_EQ(protocol.note.substr(0, 21), "artists are not known");
  }
}

TEST(HeldOutProtocol, IsByTrackWhereAnArtistIsOnBothSidesHoweverSpelt) {
  ml::PreparedData data = data_by_artist();
  data.segments[0].artist = "Dr. Dre";
  data.segments[2].artist = "dr dre";
  EXPECT_EQ(protocol_of_rows(data, "valid").name, "by-track");
}

TEST(HeldOutProtocol, KnowsAnArtistByTheWholeList) {
  ml::PreparedData data = data_by_artist();
  data.segments[0].artist = "Bob Marley & the Wailers";
  data.segments[2].artist = "Bob Marley feat. Lee Perry";
  EXPECT_EQ(protocol_of_rows(data, "valid").name, "by-artist");
  data.segments[1].artist = "Bob Marley";
  EXPECT_EQ(protocol_of_rows(data, "valid").name, "by-track");
}

TEST(HeldOutProtocol, IsRandomSegmentsWhereASongIsOnBothSides) {
  ml::PreparedData data = data_by_artist();
  data.segments[3].track = data.segments[0].track;
  EXPECT_EQ(protocol_of_rows(data, "valid").name, "random-segments");
}

/// Every track answered for, tracks 0 and 1 by the model of fold 0, the others by that of fold 1.
ml::HeldOutAnswers answers_of_two_folds() {
  ml::HeldOutAnswers answers;
  answers.genres = {"a", "b"};
  answers.rows = {0, 1, 2, 3};
  answers.folds = {0, 0, 1, 1};
  answers.probabilities.assign(8, 0.5);
  return answers;
}

TEST(HeldOutProtocol, FoldsAreByArtistWhereNoTwoShareOne) {
  const Protocol protocol = protocol_of_folds(data_by_artist(), answers_of_two_folds());
  EXPECT_EQ(protocol.name, "by-artist");
  EXPECT_EQ(protocol.note, "2 folds, none with an artist that its model heard");
}

TEST(HeldOutProtocol, FoldsThatShareAnArtistOrASongSaySo) {
  ml::PreparedData data = data_by_artist();
  data.segments[3].artist = data.segments[0].artist;
  EXPECT_EQ(protocol_of_folds(data, answers_of_two_folds()).name, "by-track");
  data.segments[3].track = data.segments[0].track;
  EXPECT_EQ(protocol_of_folds(data, answers_of_two_folds()).name, "random-segments");
}

TEST(HeldOutProtocol, WhatNoFoldHoldsOutWasTrainedOn) {
  ml::PreparedData data = data_by_artist();
  data.segments[3].artist = data.segments[0].artist;
  ml::HeldOutAnswers answers = answers_of_two_folds();
  answers.rows.pop_back();
  answers.folds.pop_back();
  EXPECT_EQ(protocol_of_folds(data, answers).name, "by-track");
}

TEST(HeldOutProtocol, CopiesAreNotLookedAt) {
  ml::PreparedData data = data_by_artist();
  ml::PreparedSegment copy = data.segments[0];
  copy.track = "crop";
  copy.others["copy_of"] = data.segments[0].track;
  data.segments.push_back(copy);
  EXPECT_EQ(protocol_of_folds(data, answers_of_two_folds()).name, "by-artist");
}

}  // namespace
}  // namespace earmark::cli
