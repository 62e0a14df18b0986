#include "attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

#include "support/each_target.h"

namespace earmark::inference {
namespace {

// Means of values up to 2, weighted by a softmax of sums of up to 64 terms.
constexpr double kTolerance = 1e-5;

struct Case {
  std::size_t n_tokens;
  std::size_t n_heads;
  std::size_t size;
};

Matrix<float> random_qkv(const Case& each) {
  std::mt19937 engine{7};
  std::uniform_real_distribution<float> any{-2.0F, 2.0F};
  Matrix<float> qkv{each.n_tokens, 3 * each.n_heads * each.size};
  for (std::size_t t = 0; t < qkv.rows(); ++t) {
    for (float& value : qkv.row(t)) {
      value = any(engine);
    }
  }
  return qkv;
}

/// One token's mix of the values, in double.
std::vector<double> plain_mix(const Matrix<float>& qkv, const Case& each, std::size_t token,
                              std::size_t head, double unit) {
  const std::size_t width = each.n_heads * each.size;
  const std::size_t first = head * each.size;
  double total = 0.0;
  std::vector<double> mix(each.size);
  for (std::size_t t = 0; t < each.n_tokens; ++t) {
    double score = 0.0;
    for (std::size_t i = first; i < first + each.size; ++i) {
      score += static_cast<double>(qkv(token, i)) * static_cast<double>(qkv(t, width + i));
    }
    const double power = std::exp(unit * score);
    total += power;
    for (std::size_t i = 0; i < each.size; ++i) {
      mix[i] += power * static_cast<double>(qkv(t, width + width + first + i));
    }
  }
  for (double& value : mix) {
    value /= total;
  }
  return mix;
}

TEST(Attend, IsThePlainFormulaOnEveryTargetWithOneScratchForAll) {
  const Case cases[]{{72, 3, 64}, {1, 1, 16}, {5, 2, 16}, {9, 2, 16}, {33, 1, 48}, {16, 4, 32}};
  AttentionScratch scratch;
  earmark::test::for_each_target([&] {
    for (const Case& each : cases) {
      const float unit = 1.0F / std::sqrt(static_cast<float>(each.size));
      const Matrix<float> qkv = random_qkv(each);
      Matrix<float> mixed{each.n_tokens, each.n_heads * each.size};
      attend(qkv.view(), each.n_heads, unit, scratch, mixed.view());
      for (std::size_t t = 0; t < each.n_tokens; ++t) {
        for (std::size_t head = 0; head < each.n_heads; ++head) {
          const std::vector<double> want = plain_mix(qkv, each, t, head, static_cast<double>(unit));
          for (std::size_t i = 0; i < each.size; ++i) {
            ASSERT_NEAR(mixed(t, head * each.size + i), want[i], kTolerance)
                << each.n_tokens << " tokens, head " << head << " of " << each.n_heads;
          }
        }
      }
    }
  });
}

TEST(Attend, RefusesShapesThatDoNotFit) {
  AttentionScratch scratch;
  const auto with = [&](std::size_t qkv_cols, std::size_t n_heads, std::size_t rows,
                        std::size_t cols) {
    const Matrix<float> qkv{4, qkv_cols};
    Matrix<float> mixed{rows, cols};
    attend(qkv.view(), n_heads, 0.25F, scratch, mixed.view());
  };
  EXPECT_NO_THROW(with(96, 2, 4, 32));
  EXPECT_THROW(with(96, 0, 4, 32), std::invalid_argument);
  EXPECT_THROW(with(96, 3, 4, 32), std::invalid_argument);
  EXPECT_THROW(with(64, 2, 4, 32), std::invalid_argument);
  EXPECT_THROW(with(96, 2, 5, 32), std::invalid_argument);
  EXPECT_THROW(with(48, 2, 4, 16), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::inference
