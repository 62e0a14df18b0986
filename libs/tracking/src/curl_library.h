#pragma once

// The macros that check types by name know curl's functions only, not pointers to them.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

namespace earmark::tracking {

/// The functions of libcurl, which is loaded when the first of them is needed: it brings some
/// thirty libraries that every start of the program would wait for (docs/decisions/0020).
struct CurlLibrary {
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_reset) easy_reset = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_perform) easy_perform = nullptr;
  decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;

  /// Thread-safe; loads once a process. @throws TrackingError  it is not installed (kUnreachable)
  [[nodiscard]] static const CurlLibrary& get();
};

}  // namespace earmark::tracking
