// Prints the wall and CPU seconds of each epoch of training the small CNN on noise:
// bench_cnn_epoch N_SEGMENTS EPOCHS THREADS fused|libtorch

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <numeric>
#include <string_view>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/nn/cnn_shape.h"
#include "earmark/nn/train_cnn.h"

namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

int run(std::size_t n, const earmark::nn::CnnConfig& config) {
  constexpr std::size_t kNClasses = 10;
  earmark::Rng rng{1};
  std::vector<float> mfcc(n * earmark::nn::kSegmentSize);
  for (float& value : mfcc) {
    value = static_cast<float>(40.0 * rng.normal());
  }
  std::vector<std::uint32_t> labels(n);
  for (std::size_t i = 0; i < n; ++i) {
    labels[i] = static_cast<std::uint32_t>(i % kNClasses);
  }
  std::vector<std::size_t> rows(n);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  double before = cpu_seconds();
  const auto print = [&](const earmark::nn::EpochFigures& epoch) {
    const double now = cpu_seconds();
    std::printf("{\"wall_s\": %.4f, \"cpu_s\": %.4f, \"loss\": %.4f}\n", epoch.seconds,
                now - before, epoch.loss);
    std::fflush(stdout);
    before = now;
  };
  (void)earmark::nn::train_cnn({mfcc, labels, {}, rows}, {}, kNClasses, config, print);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 5) {
      std::fprintf(stderr, "usage: bench_cnn_epoch N_SEGMENTS EPOCHS THREADS fused|libtorch\n");
      return 2;
    }
    earmark::nn::CnnConfig config;
    config.epochs = std::strtoul(argv[2], nullptr, 10);
    config.n_threads = std::strtoul(argv[3], nullptr, 10);
    config.kernels = std::string_view{argv[4]} == "libtorch" ? earmark::nn::CnnKernels::kLibtorch
                                                             : earmark::nn::CnnKernels::kFused;
    return run(std::strtoul(argv[1], nullptr, 10), config);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
