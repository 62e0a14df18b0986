#pragma once

#include <string>

namespace earmark::ml {
class GaussianNaiveBayes;
class RandomForest;
}  // namespace earmark::ml

namespace earmark::ml_onnx {

/// The model as an ONNX file's content: input "features" float32 [n_rows, n_features], output
/// "probabilities" float32 [n_rows, n_classes], equal to predict_proba within 1e-5 in ONNX
/// Runtime. Opset 13, IR version 7.
///
/// A forest is one TreeEnsembleClassifier of the domain ai.onnx.ml (version 1).
[[nodiscard]] std::string to_onnx(const ml::RandomForest& forest);

/// Naive Bayes is written out in basic operations in double, for its squares span more than float
/// holds.
[[nodiscard]] std::string to_onnx(const ml::GaussianNaiveBayes& naive_bayes);

}  // namespace earmark::ml_onnx
