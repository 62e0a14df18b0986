#include "curl_library.h"

#include <dlfcn.h>

#include <string>

#include "earmark/tracking/tracking_error.h"

namespace earmark::tracking {
namespace {

template <typename Function>
void find(void* library, const char* name, Function& function) {
  // POSIX lets a pointer to data from dlsym stand for one to a function.
  function = reinterpret_cast<Function>(::dlsym(library, name));  // NOLINT(*-reinterpret-cast)
  if (function == nullptr) {
    throw TrackingError(Fault::kUnreachable,
                        std::string{"the libcurl that is installed has no "} + name);
  }
}

CurlLibrary load() {
  void* const library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw TrackingError(Fault::kUnreachable,
                        "talking to a server needs libcurl, which is not installed: on Debian, "
                        "apt-get install libcurl4");
  }
  decltype(&::curl_global_init) global_init = nullptr;
  find(library, "curl_global_init", global_init);
  (void)global_init(CURL_GLOBAL_DEFAULT);
  CurlLibrary curl;
  find(library, "curl_easy_init", curl.easy_init);
  find(library, "curl_easy_reset", curl.easy_reset);
  find(library, "curl_easy_cleanup", curl.easy_cleanup);
  find(library, "curl_easy_setopt", curl.easy_setopt);
  find(library, "curl_easy_perform", curl.easy_perform);
  find(library, "curl_easy_getinfo", curl.easy_getinfo);
  find(library, "curl_slist_append", curl.slist_append);
  find(library, "curl_slist_free_all", curl.slist_free_all);
  return curl;
}

}  // namespace

const CurlLibrary& CurlLibrary::get() {
  static const CurlLibrary library = load();
  return library;
}

}  // namespace earmark::tracking
