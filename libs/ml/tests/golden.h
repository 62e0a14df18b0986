#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark::ml::test {

/// tests/golden/ml.json, written by tools/make_golden_ml.py from scikit-learn.
inline nlohmann::json load_golden() {
  std::ifstream in{EARMARK_GOLDEN_DIR "/ml.json"};
  if (!in) {
    throw std::runtime_error("cannot open " EARMARK_GOLDEN_DIR "/ml.json");
  }
  return nlohmann::json::parse(in);
}

/// A matrix that owns its values in rows without padding.
template <typename T>
struct Grid {
  std::size_t n_rows = 0;
  std::size_t n_cols = 0;
  std::vector<T> values;

  Grid(std::size_t rows, std::size_t cols) : n_rows{rows}, n_cols{cols}, values(rows * cols) {}
  explicit Grid(const nlohmann::json& rows) : n_rows{rows.size()}, n_cols{rows.at(0).size()} {
    for (const auto& row : rows) {
      for (const auto& cell : row) {
        values.push_back(cell.get<T>());
      }
    }
  }
  [[nodiscard]] MatrixView<T> view() { return {values.data(), n_rows, n_cols}; }
  [[nodiscard]] MatrixView<const T> view() const { return {values.data(), n_rows, n_cols}; }
};

}  // namespace earmark::ml::test
