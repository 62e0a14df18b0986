#include "golden_features.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "earmark/features/segment_length.h"

namespace earmark::features::test {
namespace {

std::ifstream open(const char* name) {
  std::ifstream in{std::string{EARMARK_GOLDEN_DIR} + "/" + name, std::ios::binary};
  if (!in) {
    throw std::runtime_error(std::string{"cannot open "} + name);
  }
  return in;
}

// The next cells of a CSV row.
template <typename Values>
void read_numbers(std::istringstream& cells, Values& values) {
  std::string cell;
  for (double& value : values) {
    if (!std::getline(cells, cell, ',')) {
      throw std::runtime_error("a golden row is too short");
    }
    value = std::stod(cell);
  }
}

}  // namespace

std::vector<GoldenFeatures> load_golden_features() {
  auto table = open("features.csv");
  auto tensors = open("features_mfcc.f32");
  std::vector<GoldenFeatures> all;
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream cells{line};
    GoldenFeatures one;
    std::string cell;
    std::getline(cells, one.name, ',');
    std::getline(cells, cell, ',');
    one.n_samples = std::stoul(cell);
    std::getline(cells, cell, ',');
    one.samples_crc = static_cast<std::uint32_t>(std::stoul(cell));
    std::getline(cells, cell, ',');
    one.tuning = std::stod(cell);
    read_numbers(cells, one.row);
    one.mfcc.resize(frames_of(one.n_samples) * kNMfccTensor);
    tensors.read(reinterpret_cast<char*>(one.mfcc.data()),
                 static_cast<std::streamsize>(one.mfcc.size() * sizeof(float)));
    all.push_back(std::move(one));
  }
  if (all.empty() || !tensors || tensors.peek() != std::ifstream::traits_type::eof()) {
    throw std::runtime_error("the golden table and tensors do not fit");
  }
  return all;
}

std::array<double, kNFeatures> load_column_spread() {
  auto table = open("features_spread.csv");
  std::string line;
  std::getline(table, line);
  std::getline(table, line);
  std::istringstream cells{line};
  std::array<double, kNFeatures> spread{};
  read_numbers(cells, spread);
  return spread;
}

std::uint32_t crc32(std::span<const float> samples) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::byte byte : std::as_bytes(samples)) {
    crc ^= std::to_integer<std::uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1U) ^ ((crc & 1U) != 0U ? 0xEDB88320U : 0U);
    }
  }
  return ~crc;
}

}  // namespace earmark::features::test
