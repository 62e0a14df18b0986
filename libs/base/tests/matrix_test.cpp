#include "earmark/base/matrix.h"

#include <gtest/gtest.h>

#include <cstdint>

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

}  // namespace
}  // namespace earmark
