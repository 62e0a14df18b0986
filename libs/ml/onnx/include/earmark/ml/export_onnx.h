#pragma once

#include <string>
#include <vector>

namespace earmark::ml {
class GaussianNaiveBayes;
class LogisticRegression;
class RandomForest;
}  // namespace earmark::ml

namespace earmark::ml_onnx {

/// The model as an ONNX file's content: input "features" float32 [n_rows, n_features], output
/// "probabilities" float32 [n_rows, n_classes], equal to predict_proba within 1e-5 in ONNX
/// Runtime. Opset 13, IR version 7.
///
/// A forest is one TreeEnsembleClassifier of the domain ai.onnx.ml (version 1).
///
/// @param genres  names of the classes, kept as the metadata "genres", joined by commas
/// @throws std::invalid_argument  genres must be one a class
/// @throws TableError             a genre that ml::is_genre_name does not take
[[nodiscard]] std::string to_onnx(const ml::RandomForest& forest,
                                  const std::vector<std::string>& genres);

/// Naive Bayes is written out in basic operations in double, for its squares span more than float
/// holds. Else as above.
[[nodiscard]] std::string to_onnx(const ml::GaussianNaiveBayes& naive_bayes,
                                  const std::vector<std::string>& genres);

/// Logistic regression in double too, for a scaler worked into it may span as much. Its input is
/// called "embedding": what the trunks of a tagger give. Else as above.
[[nodiscard]] std::string to_onnx(const ml::LogisticRegression& regression,
                                  const std::vector<std::string>& genres);

}  // namespace earmark::ml_onnx
