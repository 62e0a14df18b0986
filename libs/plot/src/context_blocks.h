#pragma once

#include <cstddef>
#include <functional>

#include "earmark/base/matrix.h"

namespace earmark::plot {

/// Gives a stream of frames in blocks that overlap, so that what looks at neighbours sees as much
/// as in the whole: at least n_context frames to either side, or the stream's end.
class ContextBlocks {
 public:
  /// @param block  [n_rows, any number], padded as Matrix pads
  /// @param first  of its frames that are new, `n` of them
  using OnBlock =
      std::function<void(MatrixView<const float> block, std::size_t first, std::size_t n)>;

  ContextBlocks(std::size_t n_rows, std::size_t n_context, std::size_t n_new, OnBlock on_block)
      : n_context_{n_context},
        on_block_{std::move(on_block)},
        frames_{n_rows, 2 * n_context + n_new} {}

  void push(MatrixView<const float> frames);
  void finish();

 private:
  void emit(std::size_t n);

  std::size_t n_context_;
  OnBlock on_block_;
  Matrix<float> frames_;
  std::size_t n_held_ = 0;
  std::size_t n_given_ = 0;  // of those held
};

}  // namespace earmark::plot
