// bench_dsp [SAMPLES.f32] [--benchmark_...]: times libs/dsp, on the float samples of a file if one
// is named. Times are processor time.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>
#include <numbers>
#include <random>
#include <stdexcept>

#include "sound.h"

namespace earmark::dsp::bench {
namespace {

constexpr double kSampleRate = 22050.0;

std::vector<float> tones_and_noise() {
  std::vector<float> y(10 * kSegmentSamples);
  std::mt19937 generator{1};
  std::normal_distribution<float> noise{0.0F, 0.02F};
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double t = static_cast<double>(i) / kSampleRate;
    const double decay = std::exp(-6.0 * std::fmod(t, 0.5));
    const double pitch = 220.0 * std::exp2(std::fmod(std::floor(t * 2.0) * 5.0, 12.0) / 12.0);
    const double tone = std::sin(2.0 * std::numbers::pi * pitch * t);
    y[i] = static_cast<float>(0.4 * decay * tone) + noise(generator);
  }
  return y;
}

std::vector<float> read_floats(const char* path) {
  std::ifstream in{path, std::ios::binary | std::ios::ate};
  std::vector<float> y(in ? static_cast<std::size_t>(in.tellg()) / sizeof(float) : 0);
  in.seekg(0);
  in.read(reinterpret_cast<char*>(y.data()),
          static_cast<std::streamsize>(y.size() * sizeof(float)));
  if (!in || y.size() < kSegmentSamples) {
    throw std::runtime_error("cannot read a segment of samples");
  }
  return y;
}

}  // namespace

std::vector<float>& sound() {
  static std::vector<float> y = tones_and_noise();
  return y;
}

std::vector<std::span<const float>> segments() {
  const std::span<const float> y{sound()};
  std::vector<std::span<const float>> all;
  for (std::size_t i = 0; i + kSegmentSamples <= y.size(); i += kSegmentSamples) {
    all.push_back(y.subspan(i, kSegmentSamples));
  }
  return all;
}

}  // namespace earmark::dsp::bench

int main(int argc, char** argv) {
  try {
    benchmark::Initialize(&argc, argv);
    if (argc > 1) {
      earmark::dsp::bench::sound() = earmark::dsp::bench::read_floats(argv[1]);
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "bench_dsp: %s\n", error.what());
    return 1;
  }
}
