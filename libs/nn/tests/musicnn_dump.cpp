// musicnn_dump TRUNK.onnx PATCHES.npy OUT.npy: what libtorch makes of patches, [n, 187, 96]; the
// embeddings are [n, n_values].

#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>

#include "earmark/base/file_bytes.h"
#include "earmark/ml/npy.h"
#include "earmark/nn/predict_musicnn.h"

int main(int argc, char** argv) {
  try {
    if (argc != 4) {
      throw std::runtime_error("usage: musicnn_dump TRUNK.onnx PATCHES.npy OUT.npy");
    }
    const std::filesystem::path onnx = argv[1];
    const auto weights =
        earmark::nn::parse_musicnn(earmark::read_file(onnx), onnx.filename().string());
    const auto patches = earmark::ml::read_npy<float>(argv[2]);
    const auto embeddings = earmark::nn::predict_musicnn(weights, patches.values);
    const std::size_t n_values = earmark::nn::n_embedding_values(weights);
    earmark::ml::write_npy<float>(argv[3], std::array{embeddings.size() / n_values, n_values},
                                  embeddings);
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "musicnn_dump: %s\n", error.what());
    return 1;
  }
}
