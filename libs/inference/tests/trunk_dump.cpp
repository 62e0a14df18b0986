// trunk_dump TRUNK.onnx DIR SEGMENT,... FILE...: of each file the patches of these segments (of 3
// s, counted from 0) as predictions hear them go to DIR/patches.npy, [n, 187, 96], and what the
// trunk musicnn makes of them in OpenVINO to DIR/openvino.npy, [n, n_values].

#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/file_bytes.h"
#include "earmark/inference/song_analyzer.h"
#include "earmark/inference/trunk.h"
#include "earmark/ml/npy.h"

namespace {

using earmark::features::LogMelPatchConfig;

std::vector<std::size_t> numbers(const std::string& text) {
  std::vector<std::size_t> found;
  std::istringstream in{text};
  for (std::string number; std::getline(in, number, ',');) {
    found.push_back(std::stoul(number));
  }
  return found;
}

void add_patches(const std::string& file, const std::vector<std::size_t>& segments,
                 const earmark::inference::SongAnalyzer& analyzer, std::vector<float>& patches) {
  std::map<std::size_t, std::vector<float>> by_index;
  analyzer.analyze({file, {}}, [&](const earmark::inference::AnalyzedSegment& segment) {
    by_index[segment.index].assign(segment.patches.begin(), segment.patches.end());
  });
  for (const std::size_t index : segments) {
    const auto found = by_index.find(index);
    if (found == by_index.end()) {
      throw std::runtime_error(file + " has no segment " + std::to_string(index));
    }
    patches.insert(patches.end(), found->second.begin(), found->second.end());
  }
}

void dump(const std::filesystem::path& onnx, const std::filesystem::path& dir,
          const std::vector<std::size_t>& segments, const std::vector<std::string>& files) {
  const LogMelPatchConfig config = earmark::inference::patch_of("musicnn");
  const earmark::inference::SongAnalyzer analyzer{
      {.table = false, .mfcc = false, .patches = {config}}};
  std::vector<float> patches;
  for (const std::string& file : files) {
    add_patches(file, segments, analyzer, patches);
  }
  const std::size_t n = patches.size() / config.n_values();
  const auto trunk = earmark::inference::Trunk::load("musicnn", earmark::read_file(onnx),
                                                     onnx.filename().string(), 1);
  std::vector<float> embeddings(n * trunk->n_values());
  for (std::size_t i = 0; i < n; ++i) {
    trunk->embed(std::span{patches}.subspan(i * config.n_values(), config.n_values()),
                 std::span{embeddings}.subspan(i * trunk->n_values(), trunk->n_values()));
  }
  earmark::ml::write_npy<float>(dir / "patches.npy", std::array{n, config.n_frames, config.n_mels},
                                patches);
  earmark::ml::write_npy<float>(dir / "openvino.npy", std::array{n, trunk->n_values()}, embeddings);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 5) {
      throw std::runtime_error("usage: trunk_dump TRUNK.onnx DIR SEGMENT,... FILE...");
    }
    dump(argv[1], argv[2], numbers(argv[3]), {argv + 4, argv + argc});
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "trunk_dump: %s\n", error.what());
    return 1;
  }
}
