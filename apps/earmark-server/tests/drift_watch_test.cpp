#include "drift_watch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>
#include <vector>

#include "earmark/features/recipe.h"

namespace earmark::server {
namespace {

constexpr std::size_t kSongs = 1000;

/// Of values spread evenly over [0, 1), in ten bins.
inference::InputReference even() {
  inference::InputReference reference{kSongs, {}};
  reference.columns.resize(features::kNFeatures);
  for (auto& [limits, shares] : reference.columns) {
    limits = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    shares.assign(10, 0.1);
  }
  return reference;
}

/// Sounds whose first column is raised by so much, and whose others are as learned from.
void send(DriftWatch& watch, std::size_t n, float shift, std::uint32_t seed) {
  std::mt19937 random{seed};
  std::uniform_real_distribution<float> value{0, 1};
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<float> row(features::kNFeatures);
    std::ranges::generate(row, [&] { return value(random); });
    row[0] += shift;
    watch.add(row);
  }
}

TEST(DriftWatchTest, SoundsLikeThoseLearnedFromDriftAsMuchAsChanceMakes) {
  DriftWatch watch{even()};
  send(watch, 500, 0, 1);
  const auto figures = watch.figures();
  EXPECT_EQ(figures.n_sounds, 500);
  EXPECT_DOUBLE_EQ(figures.psi_by_chance, 9 * (1.0 / 500 + 1.0 / kSongs));
  ASSERT_EQ(figures.psi.size(), features::kNFeatures);
  double mean = 0;
  for (const auto& [name, psi] : figures.psi) {
    mean += psi / static_cast<double>(features::kNFeatures);
  }
  // The reference is exact here, so that only the 500 are left to chance.
  EXPECT_NEAR(mean, 9.0 / 500, 0.3 * 9.0 / 500);
}

TEST(DriftWatchTest, AColumnThatMovedIsNamedAndNoOther) {
  DriftWatch watch{even()};
  send(watch, 500, 0.3F, 2);
  for (const auto& [name, psi] : watch.figures().psi) {
    EXPECT_EQ(psi > 0.25, name == features::feature_columns()[0]) << name << ' ' << psi;
  }
}

TEST(DriftWatchTest, NothingIsToldOfAFewSounds) {
  DriftWatch watch{even()};
  send(watch, DriftWatch::kLeast - 1, 0.9F, 3);
  EXPECT_TRUE(watch.figures().psi.empty());
  watch.add({});
  EXPECT_EQ(watch.figures().n_sounds, DriftWatch::kLeast - 1);
  send(watch, 1, 0.9F, 4);
  EXPECT_GT(watch.figures().psi[0].second, 1);
}

TEST(DriftWatchTest, OldSoundsAreForgotten) {
  DriftWatch watch{even()};
  send(watch, 3 * DriftWatch::kWindow / 2, 0.9F, 5);
  send(watch, DriftWatch::kWindow, 0, 6);
  DriftWatch fresh{even()};
  send(fresh, DriftWatch::kWindow, 0, 6);
  EXPECT_EQ(watch.figures().n_sounds, DriftWatch::kWindow);
  EXPECT_EQ(watch.figures().psi, fresh.figures().psi);
}

TEST(DriftWatchTest, SoundsOfManyThreadsAreAllCounted) {
  DriftWatch watch{even()};
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&watch, t] {
      send(watch, 100, 0, t);
      (void)watch.figures();
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(watch.figures().n_sounds, 400);
}

}  // namespace
}  // namespace earmark::server
