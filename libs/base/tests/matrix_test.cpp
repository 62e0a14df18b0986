#include "earmark/base/matrix.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

namespace earmark {
namespace {

TEST(Matrix, RowsStartOnCacheLines) {
  Matrix<float> m{3, 17};
  EXPECT_EQ(m.stride(), 32U);
  for (std::size_t r = 0; r < m.rows(); ++r) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(m.row(r).data()) % kSimdAlignment, 0U);
  }
}

TEST(Matrix, ViewSeesTheSameElements) {
  Matrix<float> m{2, 3};
  m(1, 2) = 5.0F;
  const MatrixView<const float> view = m.view();
  EXPECT_EQ(view(1, 2), 5.0F);
  EXPECT_EQ(view.row(1)[2], 5.0F);
  EXPECT_EQ(view.rows(1, 1)(0, 2), 5.0F);
}

TEST(Matrix, ResizingZeroes) {
  Matrix<float> m{2, 3};
  m(0, 0) = 1.0F;
  m.resize(4, 2);
  EXPECT_EQ(m(0, 0), 0.0F);
  EXPECT_EQ(m.rows(), 4U);
  EXPECT_EQ(m.cols(), 2U);
}

TEST(Matrix, MovedFromHasNoElements) {
  Matrix<float> a{2, 3};
  a(1, 2) = 5.0F;
  Matrix<float> b{std::move(a)};
  EXPECT_EQ(b(1, 2), 5.0F);
  // What a move leaves behind is the question here.
  // NOLINTBEGIN(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
  EXPECT_EQ(a.rows(), 0U);
  EXPECT_EQ(a.cols(), 0U);
  EXPECT_EQ(a.stride(), 0U);
  a = std::move(b);
  EXPECT_EQ(a(1, 2), 5.0F);
  EXPECT_EQ(b.rows(), 0U);
  // NOLINTEND(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
}

TEST(Matrix, AShapeThatDoesNotFitLeavesNoShapeBehind) {
  constexpr std::size_t kHuge = std::numeric_limits<std::size_t>::max();
  for (const auto& [rows, cols] : {std::pair{kHuge / 8, std::size_t{64}},
                                   {kHuge, std::size_t{1}},
                                   {std::size_t{1}, kHuge},
                                   {std::size_t{1} << 40U, std::size_t{1} << 40U}}) {
    Matrix<float> m{2, 3};
    EXPECT_THROW(m.resize(rows, cols), std::length_error);
    EXPECT_EQ(m.rows(), 0U);
    EXPECT_EQ(m.cols(), 0U);
    m.resize(1, 1);
    EXPECT_EQ(m(0, 0), 0.0F);
  }
}

}  // namespace
}  // namespace earmark
