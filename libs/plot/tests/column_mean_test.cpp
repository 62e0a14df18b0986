#include "earmark/plot/column_mean.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "earmark/base/rng.h"

namespace earmark::plot {
namespace {

// Single precision of means of values in [0, 1).
constexpr double kFloatRounding = 1e-6;

Matrix<float> noise(std::size_t n_rows, std::size_t n_frames) {
  Rng rng{7};
  Matrix<float> frames{n_rows, n_frames};
  for (std::size_t r = 0; r < n_rows; ++r) {
    for (float& value : frames.row(r)) {
      value = static_cast<float>(rng.uniform());
    }
  }
  return frames;
}

/// The mean of a row over [begin, end) frames, one that is cut counting by its share.
double naive_mean(std::span<const float> row, double begin, double end) {
  double sum = 0;
  for (std::size_t t = 0; t < row.size(); ++t) {
    const auto at = static_cast<double>(t);
    const double overlap = std::min(end, at + 1) - std::max(begin, at);
    sum += overlap > 0 ? overlap * static_cast<double>(row[t]) : 0;
  }
  return sum / (end - begin);
}

Matrix<float> reduced(const Matrix<float>& frames, std::size_t n_columns, std::size_t n_block) {
  ColumnMean mean{frames.rows(), n_columns};
  for (std::size_t t = 0; t < frames.cols(); t += n_block) {
    const std::size_t n = std::min(n_block, frames.cols() - t);
    mean.add({frames.view().data() + t, frames.rows(), n, frames.stride()});
  }
  EXPECT_EQ(mean.n_frames(), frames.cols());
  return mean.columns(n_columns);
}

TEST(ColumnMean, FewFramesStayAsTheyAre) {
  const Matrix<float> frames = noise(3, 10);
  const Matrix<float> columns = reduced(frames, 10, 4);
  ASSERT_EQ(columns.cols(), 10U);
  for (std::size_t r = 0; r < 3; ++r) {
    EXPECT_TRUE(std::ranges::equal(columns.row(r), frames.row(r)));
  }
}

TEST(ColumnMean, UpToTwiceTheColumnsIsTheNaiveMean) {
  for (const std::size_t n_frames : {11U, 17U, 20U}) {
    const Matrix<float> frames = noise(2, n_frames);
    const Matrix<float> columns = reduced(frames, 10, 3);
    ASSERT_EQ(columns.cols(), 10U);
    for (std::size_t j = 0; j < 10; ++j) {
      const double step = static_cast<double>(n_frames) / 10;
      const auto at = static_cast<double>(j);
      EXPECT_NEAR(static_cast<double>(columns(1, j)),
                  naive_mean(frames.row(1), at * step, (at + 1) * step), kFloatRounding);
    }
  }
}

TEST(ColumnMean, LongStreamsWithWholeColumnsAreTheNaiveMean) {
  const Matrix<float> frames = noise(2, 640);
  const Matrix<float> columns = reduced(frames, 10, 7);
  for (std::size_t j = 0; j < 10; ++j) {
    const auto at = static_cast<double>(j);
    EXPECT_NEAR(static_cast<double>(columns(0, j)),
                naive_mean(frames.row(0), 64 * at, 64 * (at + 1)), kFloatRounding);
  }
}

TEST(ColumnMean, OfAnyLengthKeepsTheMeanOfAll) {
  for (const std::size_t n_frames : {1U, 21U, 333U, 1001U}) {
    const Matrix<float> frames = noise(1, n_frames);
    const Matrix<float> columns = reduced(frames, 10, 64);
    double sum = 0;
    for (const float value : columns.row(0)) {
      sum += static_cast<double>(value);
    }
    EXPECT_NEAR(sum / static_cast<double>(columns.cols()),
                naive_mean(frames.row(0), 0, static_cast<double>(n_frames)), kFloatRounding);
  }
}

TEST(ColumnMean, HowFramesComeDoesNotMatter) {
  const Matrix<float> frames = noise(2, 555);
  const Matrix<float> one = reduced(frames, 16, 1);
  const Matrix<float> many = reduced(frames, 16, 555);
  EXPECT_TRUE(std::ranges::equal(one.row(1), many.row(1)));
}

TEST(ColumnMean, RefusesOtherShapes) {
  EXPECT_THROW(ColumnMean(0, 4), std::invalid_argument);
  EXPECT_THROW(ColumnMean(4, 0), std::invalid_argument);
  ColumnMean mean{4, 4};
  EXPECT_THROW(mean.add(noise(3, 2).view()), std::invalid_argument);
  EXPECT_EQ(mean.columns(4).cols(), 0U);
  EXPECT_THROW((void)mean.columns(0), std::invalid_argument);
  EXPECT_THROW((void)mean.columns(5), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::plot
