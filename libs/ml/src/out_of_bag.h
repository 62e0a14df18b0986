#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "earmark/base/matrix_view.h"
#include "earmark/ml/forest_tree.h"

namespace earmark {
class ThreadPool;
}

namespace earmark::ml {

class ForestSampling;

/// Share of rows whose class is the most probable one by those trees that did not draw the row;
/// rows that every tree drew take no part. Empty where no row is left.
///
/// @param trees  those that fit() grew with `sampling` and the seed `random_state`
std::optional<double> out_of_bag_accuracy(std::span<const ForestTree> trees,
                                          const ForestSampling& sampling,
                                          std::uint64_t random_state, MatrixView<const float> X,
                                          std::span<const int> y, std::size_t n_classes,
                                          ThreadPool& pool);

}  // namespace earmark::ml
