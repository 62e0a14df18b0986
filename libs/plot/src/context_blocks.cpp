#include "context_blocks.h"

#include <algorithm>

namespace earmark::plot {

void ContextBlocks::push(MatrixView<const float> frames) {
  for (std::size_t t = 0; t < frames.cols(); ++t) {
    if (n_held_ == frames_.cols()) {
      emit(n_held_ - n_context_ - n_given_);
    }
    for (std::size_t r = 0; r < frames_.rows(); ++r) {
      frames_(r, n_held_) = frames(r, t);
    }
    ++n_held_;
  }
}

void ContextBlocks::finish() {
  if (n_held_ > n_given_) {
    emit(n_held_ - n_given_);
  }
}

void ContextBlocks::emit(std::size_t n) {
  on_block_({frames_.view().data(), frames_.rows(), n_held_, frames_.stride()}, n_given_, n);
  n_given_ += n;
  const std::size_t drop = n_given_ > n_context_ ? n_given_ - n_context_ : 0;
  for (std::size_t r = 0; r < frames_.rows(); ++r) {
    const auto row = frames_.row(r);
    std::copy(row.begin() + static_cast<std::ptrdiff_t>(drop),
              row.begin() + static_cast<std::ptrdiff_t>(n_held_), row.begin());
  }
  n_held_ -= drop;
  n_given_ -= drop;
}

}  // namespace earmark::plot
