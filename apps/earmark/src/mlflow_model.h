#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace earmark::cli {

/// The file MLmodel beside a model's ONNX file, by which mlflow.onnx.load_model and
/// mlflow.pyfunc.load_model read the folder (https://mlflow.org/docs/latest/ml/model).
/// @param kind    of the member: says the input's name and shape
/// @param n_input values of a row where the kind does not say: of a tagger's embedding
/// @param genres  names of the answer's columns
[[nodiscard]] std::string mlmodel_text(const std::string& kind, std::size_t n_input,
                                       const std::vector<std::string>& genres);

/// The Python packages that MLmodel's folder needs, as its requirements.txt.
[[nodiscard]] std::string mlmodel_requirements();

}  // namespace earmark::cli
