#include "linear_layer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include "support/each_target.h"

namespace earmark::inference {
namespace {

// Relative to the sums' largest possible magnitude, of up to 100 terms.
constexpr double kTolerance = 1e-6;

struct Case {
  std::size_t n_rows;
  std::size_t n_inner;
  std::size_t n_cols;
  std::int8_t zero;
};

std::vector<std::int8_t> random_integers(std::size_t n) {
  std::mt19937 engine{1};
  std::uniform_int_distribution<int> any{-128, 127};
  std::vector<std::int8_t> integers(n);
  for (std::int8_t& integer : integers) {
    integer = static_cast<std::int8_t>(any(engine));
  }
  return integers;
}

Matrix<float> ramp(std::size_t rows, std::size_t cols) {
  Matrix<float> x{rows, cols};
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < cols; ++c) {
      x(r, c) = 0.1F * static_cast<float>((r * 7 + c * 5) % 19) - 0.9F;
    }
  }
  return x;
}

void expect_formula(const Case& each, LinearLayer::Scratch& scratch) {
  const std::vector<std::int8_t> integers = random_integers(each.n_inner * each.n_cols);
  std::vector<float> bias(each.n_cols);
  for (std::size_t c = 0; c < each.n_cols; ++c) {
    bias[c] = 0.5F - static_cast<float>(c);
  }
  const LinearLayer layer{{integers, 0.01F, each.zero}, bias};
  ASSERT_EQ(layer.n_inner(), each.n_inner);
  ASSERT_EQ(layer.n_cols(), each.n_cols);
  const Matrix<float> x = ramp(each.n_rows, each.n_inner);
  Matrix<float> y{each.n_rows, each.n_cols};
  layer.apply(x.view(), scratch, y.view());
  for (std::size_t r = 0; r < each.n_rows; ++r) {
    for (std::size_t c = 0; c < each.n_cols; ++c) {
      auto want = static_cast<double>(bias[c]);
      for (std::size_t k = 0; k < each.n_inner; ++k) {
        want += static_cast<double>(x(r, k)) * 0.01 *
                static_cast<double>(integers[k * each.n_cols + c] - each.zero);
      }
      ASSERT_NEAR(y(r, c), want,
                  kTolerance * 2.55 * static_cast<double>(each.n_inner + each.n_cols))
          << each.n_rows << 'x' << each.n_inner << 'x' << each.n_cols;
    }
  }
}

TEST(LinearLayer, IsTheFormulaOnEveryTargetWithOneScratchForAll) {
  const Case cases[]{{1, 1, 1, 0},       {3, 5, 31, -128}, {13, 17, 32, 5},
                     {72, 100, 65, 127}, {2, 40, 527, 0},  {14, 3, 96, -1}};
  LinearLayer::Scratch scratch;
  earmark::test::for_each_target([&] {
    for (const Case& each : cases) {
      expect_formula(each, scratch);
    }
  });
}

TEST(LinearLayer, RefusesShapesThatDoNotFit) {
  const std::vector<std::int8_t> integers(12);
  const LinearLayer::Kernel kernel{integers, 1.0F, 0};
  EXPECT_THROW((LinearLayer{kernel, std::vector<float>(5)}), std::invalid_argument);
  EXPECT_THROW((LinearLayer{kernel, {}}), std::invalid_argument);
  EXPECT_THROW((LinearLayer{{}, std::vector<float>(4)}), std::invalid_argument);
  const LinearLayer layer{kernel, std::vector<float>(4)};
  LinearLayer::Scratch scratch;
  Matrix<float> y{2, 4};
  EXPECT_NO_THROW(layer.apply(Matrix<float>{2, 3}.view(), scratch, y.view()));
  EXPECT_THROW(layer.apply(Matrix<float>{2, 4}.view(), scratch, y.view()), std::invalid_argument);
  EXPECT_THROW(layer.apply(Matrix<float>{3, 3}.view(), scratch, y.view()), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::inference
