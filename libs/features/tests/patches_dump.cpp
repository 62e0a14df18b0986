// patches_dump IN.f32 OUT.f32: for each 3 s of float32 samples at 16 kHz musicnn's patch and CED's,
// frame by frame, as float32. compare_librosa_patches.py reads them.

#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "earmark/features/log_mel_patch.h"

namespace {

using namespace earmark::features;

void dump(const char* in_path, const char* out_path) {
  std::ifstream in{in_path, std::ios::binary};
  std::ofstream out{out_path, std::ios::binary};
  const std::vector<LogMelPatch> plans{LogMelPatch{musicnn_patch()}, LogMelPatch{ced_patch()}};
  LogMelPatch::Scratch scratch;
  std::vector<float> y(kPatchSamples);
  const auto bytes = static_cast<std::streamsize>(y.size() * sizeof(float));
  while (in.read(reinterpret_cast<char*>(y.data()), bytes)) {
    for (const LogMelPatch& plan : plans) {
      const LogMelPatchConfig& config = plan.config();
      std::vector<float> patch(config.n_values());
      plan.process(y, scratch, {patch.data(), config.n_frames, config.n_mels});
      out.write(reinterpret_cast<const char*>(patch.data()),
                static_cast<std::streamsize>(patch.size() * sizeof(float)));
    }
  }
  if (!in.eof() || in.gcount() != 0 || !out.flush()) {
    throw std::runtime_error("cannot read whole patches from IN or write to OUT");
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) {
      throw std::runtime_error("usage: patches_dump IN.f32 OUT.f32");
    }
    dump(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "patches_dump: %s\n", error.what());
    return 1;
  }
}
