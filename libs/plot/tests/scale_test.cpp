#include "earmark/plot/scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace earmark::plot {
namespace {

constexpr double kRounding = 1e-9;  // relative, of a few operations in double

TEST(Scale, EndsAreZeroAndOneAndTheInverseComesBack) {
  for (const auto kind : {ScaleKind::kLinear, ScaleKind::kLog2, ScaleKind::kMel}) {
    const Scale scale{kind, 20, 11025};
    EXPECT_NEAR(scale.place(20), 0, kRounding);
    EXPECT_NEAR(scale.place(11025), 1, kRounding);
    double before = -1;
    for (int step = 0; step < 90; ++step) {
      const double value = 20 * std::pow(1.07, step);  // to 8 kHz
      EXPECT_GT(scale.place(value), before);
      before = scale.place(value);
      EXPECT_NEAR(scale.value(before), value, value * kRounding);
    }
  }
}

TEST(Scale, LogarithmicIsEvenInOctavesAndMelAboveAKilohertz) {
  const Scale octaves{ScaleKind::kLog2, 16, 256};
  EXPECT_NEAR(octaves.place(64), 0.5, kRounding);
  const Scale mels{ScaleKind::kMel, 0, 8000};
  EXPECT_NEAR(mels.place(500) * 2, mels.place(1000), kRounding);
  EXPECT_NEAR(mels.place(4000) - mels.place(2000), mels.place(8000) - mels.place(4000), kRounding);
}

TEST(Scale, RefusesWhatHasNoPlace) {
  EXPECT_THROW(Scale(ScaleKind::kLinear, 1, 1), std::invalid_argument);
  EXPECT_THROW(Scale(ScaleKind::kLinear, 2, 1), std::invalid_argument);
  EXPECT_THROW(Scale(ScaleKind::kLinear, 0, std::numeric_limits<double>::infinity()),
               std::invalid_argument);
  EXPECT_THROW(Scale(ScaleKind::kLog2, 0, 1), std::invalid_argument);
  EXPECT_THROW(Scale(ScaleKind::kMel, -1, 1), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::plot
