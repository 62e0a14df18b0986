// features_dump IN.f32 OUT.f32 N_SAMPLES: for each segment of N_SAMPLES float32 samples the 57
// columns, the tuning and the tensor, as float32. compare_librosa.py reads them.

#include <cstdio>
#include <exception>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/features/segment_analyzer.h"

namespace {

using earmark::features::kNFeatures;
using earmark::features::kNMfccTensor;

void dump(const char* in_path, const char* out_path, std::size_t n_samples) {
  std::ifstream in{in_path, std::ios::binary};
  std::ofstream out{out_path, std::ios::binary};
  const earmark::features::SegmentAnalyzer analyzer{n_samples};
  earmark::features::SegmentAnalyzer::Scratch scratch;
  std::vector<float> y(n_samples);
  std::vector<float> values(kNFeatures + 1 + analyzer.n_frames() * kNMfccTensor);
  const auto bytes = static_cast<std::streamsize>(y.size() * sizeof(float));
  while (in.read(reinterpret_cast<char*>(y.data()), bytes)) {
    const std::span<float> all{values};
    analyzer.analyze(y, {}, scratch, all.first(kNFeatures),
                     {all.subspan(kNFeatures + 1).data(), analyzer.n_frames(), kNMfccTensor});
    all[kNFeatures] = static_cast<float>(scratch.tuning());
    out.write(reinterpret_cast<const char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(float)));
  }
  if (!in.eof() || in.gcount() != 0 || !out.flush()) {
    throw std::runtime_error("cannot read whole segments from IN or write to OUT");
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 4) {
      throw std::runtime_error("usage: features_dump IN.f32 OUT.f32 N_SAMPLES");
    }
    dump(argv[1], argv[2], std::stoul(argv[3]));
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "features_dump: %s\n", error.what());
    return 1;
  }
}
