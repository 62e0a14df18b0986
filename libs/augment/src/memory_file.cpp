#include "memory_file.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>

namespace earmark::augment {
namespace {

struct MemoryFile {
  std::vector<std::byte> bytes;
  std::size_t at = 0;
};

MemoryFile& file_of(void* user) { return *static_cast<MemoryFile*>(user); }

sf_count_t length(void* user) { return static_cast<sf_count_t>(file_of(user).bytes.size()); }

sf_count_t tell(void* user) { return static_cast<sf_count_t>(file_of(user).at); }

sf_count_t seek_to(sf_count_t offset, int whence, void* user) {
  MemoryFile& file = file_of(user);
  const sf_count_t from = whence == SEEK_CUR ? tell(user) : whence == SEEK_END ? length(user) : 0;
  file.at = static_cast<std::size_t>(std::max<sf_count_t>(0, from + offset));
  return tell(user);
}

sf_count_t read_bytes(void* out, sf_count_t n, void* user) {
  MemoryFile& file = file_of(user);
  const std::size_t n_left = file.bytes.size() - std::min(file.at, file.bytes.size());
  const std::size_t n_read = std::min(n_left, static_cast<std::size_t>(n));
  std::memcpy(out, file.bytes.data() + file.at, n_read);
  file.at += n_read;
  return static_cast<sf_count_t>(n_read);
}

sf_count_t write_bytes(const void* in, sf_count_t n, void* user) {
  MemoryFile& file = file_of(user);
  const auto n_bytes = static_cast<std::size_t>(n);
  file.bytes.resize(std::max(file.bytes.size(), file.at + n_bytes));
  std::memcpy(file.bytes.data() + file.at, in, n_bytes);
  file.at += n_bytes;
  return n;
}

struct Close {
  void operator()(SNDFILE* file) const { ::sf_close(file); }
};

AugmentError refusal(const char* reason) {
  return AugmentError{std::string{"the sound cannot be encoded: "} + reason};
}

}  // namespace

std::vector<std::byte> write_to_memory(const Sound& sound, int format,
                                       const std::function<void(SNDFILE*)>& set_up) {
  SF_VIRTUAL_IO io{.get_filelen = &length,
                   .seek = &seek_to,
                   .read = &read_bytes,
                   .write = &write_bytes,
                   .tell = &tell};
  SF_INFO info{};
  info.samplerate = sound.sample_rate;
  info.channels = sound.n_channels;
  info.format = format;
  MemoryFile memory;
  // As much as floats take: growing by doubling would hold the longest files twice.
  memory.bytes.reserve(sound.samples.size() * sizeof(float) + 4096);
  std::unique_ptr<SNDFILE, Close> file{::sf_open_virtual(&io, SFM_WRITE, &info, &memory)};
  if (file == nullptr) {
    throw refusal(::sf_strerror(nullptr));
  }
  set_up(file.get());
  // libsndfile puts what it gets at once for Vorbis on the stack.
  const std::size_t step = std::size_t{4096} * static_cast<std::size_t>(sound.n_channels);
  for (std::size_t at = 0; at < sound.samples.size(); at += step) {
    const auto block =
        std::span{sound.samples}.subspan(at, std::min(step, sound.samples.size() - at));
    const auto n = static_cast<sf_count_t>(block.size());
    if (::sf_write_float(file.get(), block.data(), n) != n) {
      throw refusal(::sf_strerror(file.get()));
    }
  }
  file.reset();
  return std::move(memory.bytes);
}

}  // namespace earmark::augment
