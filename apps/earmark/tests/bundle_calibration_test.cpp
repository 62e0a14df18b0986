#include "bundle_calibration.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/rng.h"
#include "earmark/ml/calibration.h"

namespace earmark::cli {
namespace {

inference::BundleManifest manifest_of_two() {
  inference::BundleManifest manifest;
  manifest.genres = {"a", "b"};
  manifest.members = {{"one", "forest", "one.forest", "", 1}, {"two", "cnn", "two.onnx", "", 3}};
  return manifest;
}

/// Tracks with random confidence, of which a share as large as it is right.
HeldOutTracks honest_tracks(std::size_t n, std::size_t n_artists, std::uint64_t seed) {
  Rng rng{seed};
  HeldOutTracks tracks;
  tracks.probabilities.resize(2);
  for (std::size_t i = 0; i < n; ++i) {
    const double p = 0.5 + 0.5 * rng.uniform();
    tracks.groups.push_back("artist " + std::to_string(i % n_artists));
    tracks.y.push_back(rng.uniform() < p ? 0 : 1);
    for (auto& of_member : tracks.probabilities) {
      of_member.insert(of_member.end(), {p, 1.0 - p});
    }
  }
  return tracks;
}

TEST(CalibrateChoice, HonestConfidencesKeepTheirTemperatureAndThreshold) {
  const HeldOutTracks tracks = honest_tracks(4000, 400, 1);
  const ChoiceFigures figures = calibrate_choice(manifest_of_two(), {"one"}, tracks, 0.8);
  // Sampling error of 4000 tracks: the spread over ten other seeds is under half of each.
  EXPECT_NEAR(figures.calibration.temperature, 1.0, 0.2);
  EXPECT_NEAR(figures.calibration.unsure_below, 0.6, 0.08);  // mean of 0.6 to 1 is 0.8
  EXPECT_NEAR(figures.share_unsure, 0.2, 0.15);
  EXPECT_NEAR(figures.accuracy_sure.value_or(0), 0.8, 0.03);
}

TEST(CalibrateChoice, SureAnswersAreJudgedByThresholdsOfOtherFolds) {
  // Confidence says nothing here, so a threshold that is right on its own tracks is luck, which
  // other tracks do not have: of them, half are right.
  constexpr int kRuns = 20;
  double on_others = 0;
  double on_its_own = 0;
  for (std::uint64_t run = 0; run < kRuns; ++run) {
    HeldOutTracks tracks = honest_tracks(60, 60, run);
    Rng rng{100 + run};
    for (int& y : tracks.y) {
      y = rng.uniform() < 0.5 ? 0 : 1;
    }
    const MatrixView<const double> view{tracks.probabilities[0].data(), tracks.y.size(), 2};
    const ChoiceFigures figures = calibrate_choice(manifest_of_two(), {"one"}, tracks, 0.8);
    on_others += figures.accuracy_sure.value_or(0) / kRuns;
    on_its_own += ml::choose_unsure_threshold(view, tracks.y, 0.8).accuracy_sure / kRuns;
  }
  EXPECT_NEAR(on_others, 0.5, 0.07);
  EXPECT_GT(on_its_own, on_others + 0.04);
}

TEST(CalibrateChoice, MembersCountByWeight) {
  HeldOutTracks tracks;
  tracks.groups = {"x", "y", "z"};
  tracks.y = {0, 1, 1};
  tracks.probabilities = {{0.9, 0.1, 0.9, 0.1, 0.9, 0.1}, {0.9, 0.1, 0.2, 0.8, 0.2, 0.8}};
  const auto manifest = manifest_of_two();
  EXPECT_DOUBLE_EQ(calibrate_choice(manifest, {"one"}, tracks, 0.8).accuracy, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(calibrate_choice(manifest, {"one", "two"}, tracks, 0.8).accuracy, 1.0);
}

TEST(CalibrateChoice, FewArtistsMakeFewFoldsAndOneMakesNone) {
  EXPECT_NO_THROW((void)calibrate_choice(manifest_of_two(), {"one"}, honest_tracks(20, 2, 1), 0.8));
  EXPECT_THROW((void)calibrate_choice(manifest_of_two(), {"one"}, honest_tracks(20, 1, 1), 0.8),
               TableError);
}

}  // namespace
}  // namespace earmark::cli
