#include "earmark/nn/predict_cnn.h"

#include <stdexcept>

#include "cnn_network.h"
#include "earmark/nn/cnn_shape.h"
#include "input_scaling.h"
#include "tensor_span.h"

namespace earmark::nn {

std::vector<float> predict_cnn(const CnnWeights& weights, std::span<const float> mfcc) {
  if (mfcc.size() % kSegmentSize != 0) {
    throw std::invalid_argument("predict_cnn: mfcc must hold whole segments of 130 x 13 values");
  }
  const at::NoGradGuard no_grad;
  const CnnNetwork network{weights};
  const std::size_t n = mfcc.size() / kSegmentSize;
  const at::Tensor x = at::empty({static_cast<std::int64_t>(n), kNFrames, kNCoefficients});
  for (std::size_t i = 0; i < n; ++i) {
    scale_segment(weights, block(mfcc, i, kSegmentSize), block(values(x), i, kSegmentSize));
  }
  const at::Tensor probabilities =
      at::softmax(network.logits(x, network.running(), CnnKernels::kLibtorch), 1);
  const auto out = values(probabilities);
  return {out.begin(), out.end()};
}

}  // namespace earmark::nn
