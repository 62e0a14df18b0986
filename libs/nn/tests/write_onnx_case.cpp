// Trains a network for a moment and writes, into the folder given, model.onnx, an input and what
// libtorch makes of it: write_onnx_case DIR raw|standardized

#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/ml/npy.h"
#include "earmark/nn/onnx_writer.h"
#include "earmark/nn/predict_cnn.h"
#include "earmark/nn/train_cnn.h"
#include "synthetic_segments.h"

namespace {

void write_case(const std::filesystem::path& dir, bool standardize) {
  using namespace earmark::nn;
  constexpr std::size_t kNClasses = 10;
  constexpr std::size_t kNInputs = 7;
  const test::SyntheticSegments data{100, kNClasses, 1};
  CnnConfig config;
  config.epochs = 2;
  config.learning_rate = 1e-3;
  config.standardize = standardize;
  const auto training = train_cnn(data.view(), {}, kNClasses, config);
  std::vector<std::string> genres;
  for (std::size_t i = 0; i < kNClasses; ++i) {
    genres.push_back("genre" + std::to_string(i));
  }
  const auto input = std::span{data.mfcc}.first(kNInputs * kSegmentSize);
  earmark::write_file(dir / "model.onnx", cnn_to_onnx(training.weights, genres));
  earmark::ml::write_npy<float>(dir / "input.npy", std::array{kNInputs, kNFrames, kNCoefficients},
                                input);
  earmark::ml::write_npy<float>(dir / "libtorch.npy", std::array{kNInputs, kNClasses},
                                predict_cnn(training.weights, input));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) {
      std::fprintf(stderr, "usage: write_onnx_case DIR raw|standardized\n");
      return 2;
    }
    write_case(argv[1], std::string_view{argv[2]} == "standardized");
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
