#include "context_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace earmark::plot {
namespace {

TEST(ContextBlocks, GiveEachFrameOnceWithItsNeighbours) {
  constexpr std::size_t kContext = 3;
  for (const std::size_t n_frames : {1U, 5U, 11U, 12U, 40U}) {
    std::vector<float> given;
    ContextBlocks blocks{1, kContext, 5,
                         [&](MatrixView<const float> block, std::size_t first, std::size_t n) {
                           const auto row = block.row(0);
                           for (std::size_t i = first; i < first + n; ++i) {
                             given.push_back(row[i]);
                             const auto at = static_cast<std::size_t>(row[i]);
                             EXPECT_GE(i, std::min(kContext, at));
                             EXPECT_GE(row.size() - 1 - i, std::min(kContext, n_frames - 1 - at));
                           }
                           for (std::size_t i = 1; i < row.size(); ++i) {
                             EXPECT_EQ(row[i], row[i - 1] + 1.0F);
                           }
                         }};
    std::vector<float> frames(n_frames);
    for (std::size_t t = 0; t < n_frames; ++t) {
      frames[t] = static_cast<float>(t);
    }
    for (std::size_t t = 0; t < n_frames; t += 4) {
      blocks.push({frames.data() + t, 1, std::min<std::size_t>(4, n_frames - t)});
    }
    blocks.finish();
    EXPECT_EQ(given, frames);
  }
}

}  // namespace
}  // namespace earmark::plot
