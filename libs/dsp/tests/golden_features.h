#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/matrix.h"

namespace earmark::dsp::test {

/// Frames of which a golden spectrogram is kept.
inline constexpr std::size_t kGoldenFrameStep = 26;

/// What librosa gave, from tests/golden/dsp_features.txt.
inline const Matrix<float>& golden(const std::string& name) {
  static const auto all = [] {
    std::map<std::string, Matrix<float>> values;
    std::ifstream in{EARMARK_GOLDEN_DIR "/dsp_features.txt"};
    std::string key;
    std::size_t rows = 0;
    std::size_t cols = 0;
    while (in >> key >> rows >> cols) {
      Matrix<float>& m = values.emplace(key, Matrix<float>{rows, cols}).first->second;
      for (std::size_t r = 0; r < rows; ++r) {
        for (float& value : m.row(r)) {
          in >> value;
        }
      }
    }
    if (!in.eof() || values.empty()) {
      throw std::runtime_error("malformed golden file dsp_features.txt");
    }
    return values;
  }();
  return all.at(name);
}

/// How far a value may lie from librosa's: absolute + relative |librosa's|.
struct Tolerance {
  double absolute = 0.0;
  double relative = 0.0;
};

/// Compares every `step`th column of `got` with the golden matrix.
inline void expect_golden(MatrixView<const float> got, const std::string& name, Tolerance tolerance,
                          std::size_t step = 1) {
  SCOPED_TRACE(name);
  const Matrix<float>& want = golden(name);
  ASSERT_EQ(got.rows(), want.rows());
  ASSERT_EQ((got.cols() + step - 1) / step, want.cols());
  for (std::size_t r = 0; r < want.rows(); ++r) {
    for (std::size_t c = 0; c < want.cols(); ++c) {
      const double limit =
          tolerance.absolute + tolerance.relative * std::abs(static_cast<double>(want(r, c)));
      ASSERT_NEAR(got(r, c * step), want(r, c), limit) << "row " << r << " column " << c * step;
    }
  }
}

inline void expect_golden(std::span<const float> got, const std::string& name,
                          Tolerance tolerance) {
  expect_golden(MatrixView<const float>{got.data(), 1, got.size()}, name, tolerance);
}

}  // namespace earmark::dsp::test
