// Writes a model file as ONNX: onnx_tool forest|naive-bayes|logistic-regression MODEL OUT.

#include <cstdio>
#include <exception>
#include <string>

#include "earmark/base/atomic_file.h"
#include "earmark/ml/export_onnx.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/logistic_regression.h"
#include "earmark/ml/random_forest.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    return 2;
  }
  try {
    using namespace earmark;
    const auto convert = [&](const auto& model) {
      std::vector<std::string> names;
      names.reserve(static_cast<std::size_t>(model.n_classes()));
      for (int c = 0; c < model.n_classes(); ++c) {
        names.push_back("class" + std::to_string(c));
      }
      write_file(argv[3], ml_onnx::to_onnx(model, names));
    };
    if (std::string{argv[1]} == "forest") {
      convert(ml::RandomForest::load(argv[2]));
    } else if (std::string{argv[1]} == "logistic-regression") {
      convert(ml::LogisticRegression::load(argv[2]));
    } else {
      convert(ml::GaussianNaiveBayes::load(argv[2]));
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "onnx_tool: %s\n", error.what());
    return 1;
  }
}
