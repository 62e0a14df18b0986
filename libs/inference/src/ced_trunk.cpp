#include "ced_trunk.h"

#include <utility>

#include "ced_network.h"
#include "ced_weights.h"
#include "idle_pool.h"

namespace earmark::inference {
namespace {

class CedTrunk final : public Trunk {
 public:
  CedTrunk(CedWeights weights, const OnnxMetadata& metadata)
      : Trunk{CedNetwork::kInputs, CedNetwork::kValues, metadata}, network_{std::move(weights)} {}

 private:
  using Scratch = std::unique_ptr<CedNetwork::Scratch>;

  void run(std::span<const float> patch, std::span<float> out) const override {
    Scratch scratch = idle_.borrow([] { return std::make_unique<CedNetwork::Scratch>(); });
    network_.run(patch, *scratch, out);
    idle_.give_back(std::move(scratch));
  }

  CedNetwork network_;
  mutable IdlePool<Scratch> idle_;
};

}  // namespace

std::unique_ptr<const Trunk> load_ced_trunk(std::span<const std::byte> onnx,
                                            const OnnxMetadata& metadata) {
  return std::make_unique<const CedTrunk>(read_ced_weights(onnx), metadata);
}

}  // namespace earmark::inference
