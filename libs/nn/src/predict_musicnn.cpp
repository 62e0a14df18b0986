#include "earmark/nn/predict_musicnn.h"

#include <algorithm>
#include <stdexcept>

#include "musicnn.h"
#include "tensor_span.h"

namespace earmark::nn {
namespace {

// Patches whose images fit in memory at once.
constexpr std::size_t kBatch = 16;

}  // namespace

std::vector<float> predict_musicnn(const MusicnnWeights& weights, std::span<const float> log_mel) {
  if (log_mel.size() % kMusicnnPatchSize != 0) {
    throw std::invalid_argument(
        "predict_musicnn: log_mel must hold whole patches of 187 x 96 values");
  }
  const at::NoGradGuard no_grad;
  Musicnn network{weights};
  network.eval();
  std::vector<float> embeddings;
  for (std::size_t first = 0; first < log_mel.size(); first += kBatch * kMusicnnPatchSize) {
    const auto part =
        log_mel.subspan(first, std::min(kBatch * kMusicnnPatchSize, log_mel.size() - first));
    const at::Tensor patches =
        at::empty({static_cast<std::int64_t>(part.size() / kMusicnnPatchSize), kMusicnnFrames,
                   kMusicnnBands});
    std::ranges::copy(part, values(patches).begin());
    const at::Tensor out = network.forward(patches).embedding();
    const auto from = values(out);
    embeddings.insert(embeddings.end(), from.begin(), from.end());
  }
  return embeddings;
}

}  // namespace earmark::nn
