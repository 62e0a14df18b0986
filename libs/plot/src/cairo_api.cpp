#include "cairo_api.h"

#include <dlfcn.h>

#include <string>

#include "earmark/plot/drawing_error.h"

namespace earmark::plot {
namespace {

constexpr const char* kLibrary = "libcairo.so.2";

[[noreturn]] void fail() {
  const char* const reason = dlerror();  // NOLINT(concurrency-mt-unsafe): glibc keeps one a thread
  throw DrawingError(std::string{"drawing needs the library Cairo (Debian: libcairo2), which "
                                 "cannot be used: "} +
                     (reason == nullptr ? kLibrary : reason));
}

CairoApi load() {
  // Never closed: it and what it loads keep state until the process ends.
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    fail();
  }
  CairoApi api{};
#define EARMARK_CAIRO_FIND(name)                                                        \
  api.name = reinterpret_cast<decltype(&cairo_##name)>(dlsym(library, "cairo_" #name)); \
  if (api.name == nullptr) {                                                            \
    fail();                                                                             \
  }
  EARMARK_CAIRO_FUNCTIONS(EARMARK_CAIRO_FIND)
#undef EARMARK_CAIRO_FIND
  return api;
}

}  // namespace

const CairoApi& cairo() {
  static const CairoApi api = load();
  return api;
}

}  // namespace earmark::plot
