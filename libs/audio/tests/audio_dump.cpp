#include <cstdio>
#include <cstdlib>
#include <exception>
#include <span>
#include <string>

#include "earmark/audio/load.h"

// audio_dump FILE OUT [OFFSET_S [DURATION_S]]: the samples of load() as raw floats.
int main(int argc, char** argv) {
  const std::span arguments{argv, static_cast<std::size_t>(argc)};
  if (arguments.size() < 3) {
    return 2;
  }
  try {
    earmark::audio::LoadConfig config;
    if (arguments.size() > 3) {
      config.offset_s = std::stod(arguments[3]);
    }
    if (arguments.size() > 4) {
      config.duration_s = std::stod(arguments[4]);
    }
    const auto samples = earmark::audio::load(arguments[1], config).samples;
    std::FILE* const out = std::fopen(arguments[2], "wb");
    if (out == nullptr) {
      return 3;
    }
    const std::size_t n = std::fwrite(samples.data(), sizeof(float), samples.size(), out);
    return std::fclose(out) == 0 && n == samples.size() ? 0 : 3;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
