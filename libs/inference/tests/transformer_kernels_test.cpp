#include "transformer_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "earmark/base/matrix.h"
#include "support/each_target.h"

namespace earmark::inference {
namespace {

// Sums of up to 300 floats of magnitude 1, against double.
constexpr double kSumTolerance = 2e-5;
// A few roundings of values of magnitude 1.
constexpr double kRoundingTolerance = 1e-6;

Matrix<float> random_matrix(std::size_t rows, std::size_t cols, std::uint32_t seed) {
  std::mt19937 engine{seed};
  std::uniform_real_distribution<float> any{-1.0F, 1.0F};
  Matrix<float> matrix{rows, cols};
  for (std::size_t r = 0; r < rows; ++r) {
    for (float& value : matrix.row(r)) {
      value = any(engine);
    }
  }
  return matrix;
}

std::vector<float> random_row(std::size_t n, std::uint32_t seed) {
  const Matrix<float> matrix = random_matrix(1, n, seed);
  return {matrix.row(0).begin(), matrix.row(0).end()};
}

double exact_gelu(double x) { return x * 0.5 * std::erfc(-x / std::sqrt(2.0)); }

TEST(Multiply, IsThePlainProductOnEveryTarget) {
  const std::size_t shapes[][3]{{1, 1, 16}, {5, 7, 32}, {13, 64, 80}, {72, 300, 32}, {25, 3, 48}};
  earmark::test::for_each_target([&] {
    for (const auto& [n_rows, n_inner, n_cols] : shapes) {
      const Matrix<float> a = random_matrix(n_rows, n_inner, 1);
      const Matrix<float> b = random_matrix(n_inner, n_cols, 2);
      Matrix<float> c = random_matrix(n_rows, n_cols, 3);
      multiply(a.view(), b.view(), c.view());
      for (std::size_t r = 0; r < n_rows; ++r) {
        for (std::size_t col = 0; col < n_cols; ++col) {
          double want = 0.0;
          for (std::size_t k = 0; k < n_inner; ++k) {
            want += static_cast<double>(a(r, k)) * static_cast<double>(b(k, col));
          }
          ASSERT_NEAR(c(r, col), want, kSumTolerance) << n_rows << 'x' << n_inner << 'x' << n_cols;
        }
      }
    }
  });
}

TEST(Multiply, WritesNothingBesideItsColumns) {
  earmark::test::for_each_target([] {
    const Matrix<float> a = random_matrix(14, 9, 1);
    const Matrix<float> b = random_matrix(9, 16, 2);
    Matrix<float> wide = random_matrix(14, 48, 3);
    const Matrix<float> before = wide;
    multiply(a.view(), b.view(), {wide.view().data() + 16, 14, 16, wide.stride()});
    for (std::size_t r = 0; r < 14; ++r) {
      for (std::size_t col = 0; col < 48; ++col) {
        ASSERT_EQ(wide(r, col) == before(r, col), col < 16 || col >= 32) << r << ' ' << col;
      }
    }
  });
}

TEST(Unpack, TakesTheZeroOffEveryInteger) {
  std::vector<std::int8_t> integers;
  integers.reserve(256);
  for (int i = -128; i < 128; ++i) {
    integers.push_back(static_cast<std::int8_t>(i));
  }
  earmark::test::for_each_target([&] {
    for (const std::size_t n : {0U, 1U, 31U, 256U}) {
      for (const int zero : {-128, 0, 3, 127}) {
        std::vector<float> out(n);
        unpack(std::span{integers}.first(n), static_cast<std::int8_t>(zero), out);
        for (std::size_t i = 0; i < n; ++i) {
          ASSERT_EQ(out[i], static_cast<float>(static_cast<int>(i) - 128 - zero));
        }
      }
    }
  });
}

TEST(ScaleAndShift, IsTheFormulaOnEveryTarget) {
  earmark::test::for_each_target([] {
    for (const std::size_t n_cols : {1U, 15U, 32U, 43U}) {
      const Matrix<float> sums = random_matrix(3, n_cols, 1);
      const std::vector<float> bias = random_row(n_cols, 2);
      Matrix<float> out{3, n_cols};
      scale_and_shift(sums.view(), 0.7F, bias, out.view());
      for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < n_cols; ++c) {
          ASSERT_NEAR(out(r, c), 0.7 * static_cast<double>(sums(r, c)) + bias[c],
                      kRoundingTolerance);
        }
      }
    }
  });
}

TEST(AddTo, AddsEveryValue) {
  earmark::test::for_each_target([] {
    for (const std::size_t n_cols : {1U, 15U, 32U, 43U}) {
      const Matrix<float> x = random_matrix(3, n_cols, 1);
      const Matrix<float> y = random_matrix(3, n_cols, 2);
      Matrix<float> sum = x;
      add_to(sum.view(), y.view());
      for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < n_cols; ++c) {
          ASSERT_EQ(sum(r, c), x(r, c) + y(r, c));
        }
      }
    }
  });
}

TEST(Gelu, IsWithinAMillionthOfTheExactOneOnEveryTarget) {
  constexpr int kSteps = 20001;  // an odd number: every width of vector has a rest
  earmark::test::for_each_target([] {
    Matrix<float> x{1, kSteps};
    for (int i = 0; i < kSteps; ++i) {
      x(0, static_cast<std::size_t>(i)) = -10.0F + 1e-3F * static_cast<float>(i);
    }
    const Matrix<float> before = x;
    gelu(x.view());
    for (std::size_t i = 0; i < kSteps; ++i) {
      const double size = std::max(4.0, std::abs(static_cast<double>(before(0, i))));
      ASSERT_NEAR(x(0, i), exact_gelu(before(0, i)), 0.25e-6 * size) << before(0, i);
    }
  });
}

TEST(Softmax, IsThatOfDoubleOnEveryTarget) {
  earmark::test::for_each_target([] {
    for (const std::size_t n_cols : {1U, 7U, 72U, 77U}) {
      Matrix<float> x = random_matrix(4, n_cols, 1);
      for (std::size_t c = 0; c < n_cols; ++c) {
        x(1, c) *= 1000.0F;  // one key takes all, and exp() of the others is nothing
        x(2, c) = -5.0F;
      }
      const Matrix<float> before = x;
      softmax(x.view(), 0.125F);
      for (std::size_t r = 0; r < 4; ++r) {
        double top = -1e9;
        for (const float value : before.row(r)) {
          top = std::max(top, static_cast<double>(value));
        }
        double sum = 0.0;
        for (const float value : before.row(r)) {
          sum += std::exp(0.125 * (static_cast<double>(value) - top));
        }
        for (std::size_t c = 0; c < n_cols; ++c) {
          const double want = std::exp(0.125 * (static_cast<double>(before(r, c)) - top)) / sum;
          ASSERT_NEAR(x(r, c), want, kRoundingTolerance) << n_cols << ' ' << r << ' ' << c;
        }
      }
    }
  });
}

TEST(LayerNorm, IsThatOfDoubleOnEveryTarget) {
  constexpr double kTolerance = 5e-6;  // values up to 3, a mean ten times the deviation
  earmark::test::for_each_target([] {
    for (const std::size_t n_cols : {2U, 17U, 192U, 203U}) {
      Matrix<float> x = random_matrix(3, n_cols, 1);
      for (float& value : x.row(1)) {
        value += 5.0F;
      }
      const std::vector<float> weight = random_row(n_cols, 2);
      const std::vector<float> bias = random_row(n_cols, 3);
      Matrix<float> out{3, n_cols};
      layer_norm(x.view(), weight, bias, 1e-6F, out.view());
      layer_norm(x.view(), weight, bias, 1e-6F, x.view());
      for (std::size_t r = 0; r < 3; ++r) {
        Matrix<float> fresh = random_matrix(3, n_cols, 1);
        double mean = 0.0;
        double square = 0.0;
        for (float& value : fresh.row(r)) {
          value += r == 1 ? 5.0F : 0.0F;
          mean += static_cast<double>(value) / static_cast<double>(n_cols);
        }
        for (const float value : fresh.row(r)) {
          square += (value - mean) * (value - mean) / static_cast<double>(n_cols);
        }
        for (std::size_t c = 0; c < n_cols; ++c) {
          const double want = (fresh(r, c) - mean) / std::sqrt(square + 1e-6) * weight[c] + bias[c];
          ASSERT_NEAR(out(r, c), want, kTolerance) << n_cols;
          ASSERT_EQ(x(r, c), out(r, c)) << "in place";
        }
      }
    }
  });
}

}  // namespace
}  // namespace earmark::inference
