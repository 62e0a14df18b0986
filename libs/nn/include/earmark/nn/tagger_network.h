#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/nn/musicnn_weights.h"

namespace earmark::nn {

/// Genres from an embedding e: softmax(((e - mean) / scale) kernel + bias).
struct TaggerHead {
  std::size_t n_classes = 0;
  std::vector<float> mean;    ///< shape [n_values]
  std::vector<float> scale;   ///< shape [n_values], > 0
  std::vector<float> kernel;  ///< shape [n_values, n_classes]
  std::vector<float> bias;    ///< shape [n_classes]

  bool operator==(const TaggerHead&) const = default;
};

/// A head that gives every genre the same probability and scales nothing: where training may begin.
[[nodiscard]] TaggerHead blank_head(std::size_t n_values, std::size_t n_classes);

/// The trunk musicnn with a head, trained together.
struct TaggerNetwork {
  MusicnnWeights trunk;
  TaggerHead head;

  bool operator==(const TaggerNetwork&) const = default;
};

/// @throws std::invalid_argument  arrays that do not fit each other, fewer than two genres, a scale
///                                that is not positive, a value that is not finite
void validate(const TaggerNetwork& network);

/// The probabilities of the genres of each patch by libtorch.
///
/// @param log_mel  shape [n, 187, 96]
/// @returns        shape [n, n_classes]
/// @throws std::invalid_argument  as validate(), or log_mel not whole patches
[[nodiscard]] std::vector<float> predict_tagger_network(const TaggerNetwork& network,
                                                        std::span<const float> log_mel);

}  // namespace earmark::nn
