// ced_stopwatch CED.onnx [ROUNDS]: how long the trunk CED takes to load and to hear a patch on one
// thread, in kernels of our own and in OpenVINO, in turns; medians. A first round, in which
// OpenVINO loads its libraries, does not count.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "ced_trunk.h"
#include "earmark/base/file_bytes.h"
#include "onnx_check.h"
#include "openvino_trunk.h"

namespace {

using earmark::inference::Trunk;
using TrunkPointer = std::unique_ptr<const Trunk>;

template <typename Action>
double milliseconds(const Action& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  return taken.count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

struct Contender {
  const char* name;
  TrunkPointer (*load)(std::span<const std::byte>);
  TrunkPointer trunk{};
  std::vector<double> load_ms{};
  std::vector<double> patch_ms{};
  std::vector<float> values{};
};

TrunkPointer load_ours(std::span<const std::byte> onnx) {
  return earmark::inference::load_ced_trunk(onnx, earmark::inference::check_onnx(onnx));
}

TrunkPointer load_openvino(std::span<const std::byte> onnx) {
  return earmark::inference::load_openvino_trunk(onnx, earmark::features::ced_patch(),
                                                 earmark::inference::check_onnx(onnx), 1);
}

void measure(const std::vector<std::byte>& onnx, int n_rounds) {
  std::mt19937 engine{1};
  std::uniform_real_distribution<float> decibels{-60.0F, 30.0F};
  std::vector<float> patch(earmark::features::ced_patch().n_values());
  std::ranges::generate(patch, [&] { return decibels(engine); });
  std::vector<Contender> contenders;
  contenders.push_back({"own kernels", load_ours});
  contenders.push_back({"OpenVINO", load_openvino});
  for (int round = -1; round < n_rounds; ++round) {
    for (Contender& each : contenders) {
      if (round == 0) {
        each.load_ms.clear();
        each.patch_ms.clear();
      }
      each.load_ms.push_back(milliseconds([&] { each.trunk = each.load(onnx); }));
      each.values.resize(each.trunk->n_values());
      for (int i = 0; i < 20; ++i) {
        each.patch_ms.push_back(milliseconds([&] { each.trunk->embed(patch, each.values); }));
      }
    }
  }
  for (const Contender& each : contenders) {
    (void)std::printf("%-12s load %7.2f ms, a patch %5.2f ms\n", each.name, median(each.load_ms),
                      median(each.patch_ms));
  }
  float largest = 0.0F;
  for (std::size_t i = 0; i < contenders[0].values.size(); ++i) {
    largest = std::max(largest, std::abs(contenders[0].values[i] - contenders[1].values[i]));
  }
  (void)std::printf("largest difference %.2g\n", static_cast<double>(largest));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) {
      (void)std::fprintf(stderr, "usage: ced_stopwatch CED.onnx [ROUNDS]\n");
      return 2;
    }
    measure(earmark::read_file(argv[1]), argc > 2 ? std::stoi(argv[2]) : 15);
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "ced_stopwatch: %s\n", error.what());
    return 1;
  }
}
