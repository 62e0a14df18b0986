// Writes a forest or naive Bayes file as ONNX: onnx_tool forest|naive-bayes MODEL OUT.

#include <cstdio>
#include <exception>
#include <string>

#include "earmark/base/atomic_file.h"
#include "earmark/ml/export_onnx.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/random_forest.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    return 2;
  }
  try {
    using namespace earmark;
    const std::string kind = argv[1];
    write_file(argv[3], kind == "forest" ? ml_onnx::to_onnx(ml::RandomForest::load(argv[2]))
                                         : ml_onnx::to_onnx(ml::GaussianNaiveBayes::load(argv[2])));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "onnx_tool: %s\n", error.what());
    return 1;
  }
}
