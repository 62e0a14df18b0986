#include "earmark/nn/predict_musicnn.h"

#include "musicnn.h"
#include "predict_patches.h"

namespace earmark::nn {

std::vector<float> predict_musicnn(const MusicnnWeights& weights, std::span<const float> log_mel) {
  Musicnn network{weights};
  network.eval();
  return predict_patches(log_mel, "predict_musicnn", [&](const at::Tensor& patches) {
    return network.forward(patches).embedding();
  });
}

}  // namespace earmark::nn
