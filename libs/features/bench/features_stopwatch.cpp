// features_stopwatch SEGMENTS.f32: for each line on standard input, analyses all segments once and
// prints the CPU milliseconds that took on its one thread. compare_speed.py takes turns with it.

#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/features/segment_analyzer.h"

namespace {

using earmark::features::kNFeatures;
using earmark::features::kNFrames;
using earmark::features::kNMfccTensor;
using earmark::features::kSegmentSamples;

std::vector<float> read_floats(const char* path) {
  std::ifstream in{path, std::ios::binary | std::ios::ate};
  std::vector<float> y(static_cast<std::size_t>(in.tellg()) / sizeof(float));
  in.seekg(0);
  if (!in.read(reinterpret_cast<char*>(y.data()),
               static_cast<std::streamsize>(y.size() * sizeof(float)))) {
    throw std::runtime_error("cannot read the segments");
  }
  return y;
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

void run(const char* path) {
  const std::vector<float> y = read_floats(path);
  const std::span<const float> all{y};
  const earmark::features::SegmentAnalyzer analyzer;
  earmark::features::SegmentAnalyzer::Scratch scratch;
  std::vector<float> row(kNFeatures);
  std::vector<float> mfcc(kNFrames * kNMfccTensor);
  for (std::string line; std::getline(std::cin, line);) {
    const double start_ms = cpu_ms();
    for (std::size_t i = 0; i + kSegmentSamples <= y.size(); i += kSegmentSamples) {
      analyzer.analyze(all.subspan(i, kSegmentSamples), {}, scratch, row,
                       {mfcc.data(), kNFrames, kNMfccTensor});
    }
    std::printf("%.3f\n", cpu_ms() - start_ms);
    (void)std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) {
      throw std::runtime_error("usage: features_stopwatch SEGMENTS.f32");
    }
    run(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "features_stopwatch: %s\n", error.what());
    return 1;
  }
}
