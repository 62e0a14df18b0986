#include "earmark/dsp/normalize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "earmark/base/matrix.h"

namespace earmark::dsp {
namespace {

Matrix<float> column(std::initializer_list<float> values) {
  Matrix<float> m(values.size(), 1);
  std::size_t r = 0;
  for (const float value : values) {
    m(r++, 0) = value;
  }
  return m;
}

float first_after(Norm norm) {
  Matrix<float> m = column({3.0F, -4.0F, 0.0F});
  normalize(m.view(), norm);
  return m(0, 0);
}

TEST(Normalize, DividesByEachNormOfLibrosa) {
  EXPECT_FLOAT_EQ(first_after(kNormInf), 0.75F);
  EXPECT_FLOAT_EQ(first_after(1.0), 3.0F / 7.0F);
  EXPECT_FLOAT_EQ(first_after(2.0), 0.6F);
  EXPECT_FLOAT_EQ(first_after(0.0), 1.5F);
  EXPECT_FLOAT_EQ(first_after(std::nullopt), 3.0F);
  EXPECT_FLOAT_EQ(first_after(-kNormInf), 3.0F);  // the smallest is 0: left as it is
}

TEST(Normalize, LeavesColumnsUnderTheSmallestNormalFloat) {
  Matrix<float> m = column({1e-39F, 0.0F});
  normalize(m.view());
  EXPECT_EQ(m(0, 0), 1e-39F);
}

TEST(Normalize, TakesEachColumnOfAWideMatrixApart) {
  Matrix<float> m(2, 200);
  for (std::size_t t = 0; t < 200; ++t) {
    m(0, t) = static_cast<float>(t + 1);
    m(1, t) = -0.5F;
  }
  normalize(m.view());
  for (std::size_t t = 0; t < 200; ++t) {
    EXPECT_FLOAT_EQ(m(0, t), 1.0F);
    EXPECT_FLOAT_EQ(m(1, t), -0.5F / static_cast<float>(t + 1));
  }
}

TEST(Normalize, RejectsBadNorms) {
  Matrix<float> m(1, 1);
  EXPECT_THROW(normalize(m.view(), -1.0), std::invalid_argument);
  EXPECT_THROW(normalize(m.view(), std::numeric_limits<double>::quiet_NaN()),
               std::invalid_argument);
}

}  // namespace
}  // namespace earmark::dsp
