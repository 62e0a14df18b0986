#include "earmark/plot/sample_envelope.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace earmark::plot {
namespace {

constexpr double kRounding = 1e-9;  // of sums of doubles

TEST(SampleEnvelope, IsTheNaiveOneOfItsColumns) {
  std::vector<float> y(1003);
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = static_cast<float>(std::sin(0.37 * static_cast<double>(i * i)));
  }
  SampleEnvelope envelope{10};
  for (std::size_t i = 0; i < y.size(); i += 17) {
    envelope.add(std::span{y}.subspan(i, std::min<std::size_t>(17, y.size() - i)));
  }
  EXPECT_EQ(envelope.n_samples(), y.size());
  const std::size_t step = envelope.samples_a_column();
  EXPECT_EQ(step, 64U);  // 1003 samples in 10 to 20 columns
  ASSERT_EQ(envelope.columns().size(), 16U);
  for (std::size_t c = 0; c < envelope.columns().size(); ++c) {
    const auto part = std::span{y}.subspan(c * step, std::min(step, y.size() - c * step));
    double energy = 0;
    for (const float value : part) {
      energy += static_cast<double>(value) * static_cast<double>(value);
    }
    EXPECT_EQ(envelope.columns()[c].low, std::ranges::min(part));
    EXPECT_EQ(envelope.columns()[c].high, std::ranges::max(part));
    EXPECT_NEAR(envelope.columns()[c].sum_of_squares, energy, kRounding);
  }
}

TEST(SampleEnvelope, FewSamplesStayAsTheyAre) {
  SampleEnvelope envelope{2};
  envelope.add(std::vector{0.5F, -1.0F, 0.25F});
  EXPECT_EQ(envelope.samples_a_column(), 1U);
  ASSERT_EQ(envelope.columns().size(), 3U);
  EXPECT_EQ(envelope.columns()[1].low, -1.0F);
  EXPECT_EQ(envelope.columns()[1].high, -1.0F);
  EXPECT_THROW(SampleEnvelope{0}, std::invalid_argument);
}

}  // namespace
}  // namespace earmark::plot
