#include <dlfcn.h>

#include <array>
#include <cstddef>

// libopus asks for the size of its decoders at every packet (opus_multistream_decode_float), and
// each time finds it out anew by CPUID instructions. In a virtual machine the host answers those,
// so that most of the time of decoding goes there. The sizes never change: a program that links
// this answers in libopus's place after the first time (docs/decisions/0023).
extern "C" int opus_decoder_get_size(int channels) {
  static const std::array<int, 3> sizes = [] {
    // POSIX lets a pointer to data from dlsym stand for one to a function.
    auto* const own = reinterpret_cast<int (*)(int)>(  // NOLINT(*-reinterpret-cast)
        ::dlsym(RTLD_NEXT, "opus_decoder_get_size"));
    return own == nullptr ? std::array{0, 0, 0} : std::array{0, own(1), own(2)};
  }();
  return channels == 1 || channels == 2 ? sizes.at(static_cast<std::size_t>(channels)) : 0;
}
