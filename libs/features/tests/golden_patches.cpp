#include "golden_patches.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace earmark::features::test {

std::vector<GoldenPatch> load_golden_patches() {
  std::ifstream table{EARMARK_GOLDEN_DIR "/patches.csv"};
  std::ifstream values{EARMARK_GOLDEN_DIR "/patches.f32", std::ios::binary};
  std::vector<GoldenPatch> all;
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream cells{line};
    GoldenPatch one;
    std::string cell;
    std::getline(cells, one.name, ',');
    std::getline(cells, cell, ',');
    one.samples_crc = static_cast<std::uint32_t>(std::stoul(cell));
    std::getline(cells, one.patch, ',');
    std::getline(cells, cell, ',');
    one.n_mels = std::stoul(cell);
    for (std::size_t frame = 0; cells >> frame;) {
      one.frames.push_back(frame);
    }
    one.values.resize(one.frames.size() * one.n_mels);
    values.read(reinterpret_cast<char*>(one.values.data()),
                static_cast<std::streamsize>(one.values.size() * sizeof(float)));
    all.push_back(std::move(one));
  }
  if (all.empty() || !values || values.peek() != std::ifstream::traits_type::eof()) {
    throw std::runtime_error("the golden table and patches do not fit");
  }
  return all;
}

}  // namespace earmark::features::test
