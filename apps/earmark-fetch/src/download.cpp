#include "download.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <exception>
#include <memory>
#include <span>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "interrupted.h"
#include "partial_file.h"

namespace earmark::fetch {
namespace {

constexpr long kOk = 200;
constexpr long kPartialContent = 206;
constexpr long kRangeNotSatisfiable = 416;
constexpr long kConnectSeconds = 30;
constexpr long kStalledSeconds = 60;  // without kStalledBytesPerSecond in all that time: given up
constexpr long kStalledBytesPerSecond = 100;
constexpr long kMaxRedirects = 10;

[[noreturn]] void fail(const std::string& message) { throw DataError("download", message); }

std::string lower(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

/// The headers of the last answer that matter here.
struct Headers {
  std::string etag;
  std::string last_modified;
  std::string content_range;

  /// What a range can be asked for by: weak marks say nothing of bytes.
  [[nodiscard]] std::string version() const {
    return etag.empty() || etag.starts_with("W/") ? last_modified : etag;
  }
};

class Download {
 public:
  Download(const DownloadWish& wish, const DownloadProgress& progress)
      : wish_{wish},
        progress_{progress},
        file_{wish.out, wish.url},
        curl_{curl_easy_init(), &curl_easy_cleanup},
        request_headers_{nullptr, &curl_slist_free_all} {
    if (curl_ == nullptr) {
      fail("the library for downloads cannot be started");
    }
    set(CURLOPT_URL, wish.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kMaxRedirects);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_LOW_SPEED_LIMIT, kStalledBytesPerSecond);
    set(CURLOPT_LOW_SPEED_TIME, kStalledSeconds);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USERAGENT, "earmark-fetch");
    set(CURLOPT_ERRORBUFFER, reason_.data());
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_HEADERFUNCTION, &Download::on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Download::on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_XFERINFOFUNCTION, &Download::on_progress);
    set(CURLOPT_XFERINFODATA, this);
  }

  void run() {
    if (!try_once()) {
      file_.begin("");  // what is there is no part of what the server has
      if (!try_once()) {
        fail(wish_.url + ": the server answers a request for the whole file by status 416");
      }
    }
    if (!wish_.sha256.empty()) {
      check_hash();
    }
    file_.finish();
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(curl_.get(), option, value) != CURLE_OK) {
      fail(wish_.url + " is no address that can be fetched");
    }
  }

  /// @return false  what is there so far is no part of what the server has
  bool try_once() {
    offset_ = file_.size();
    headers_ = {};
    began_ = false;
    request_headers_.reset();
    if (offset_ > 0) {
      const std::string range = "Range: bytes=" + std::to_string(offset_) + "-";
      const std::string condition = "If-Range: " + file_.version();
      request_headers_.reset(curl_slist_append(nullptr, range.c_str()));
      (void)curl_slist_append(request_headers_.get(), condition.c_str());
    }
    set(CURLOPT_HTTPHEADER, request_headers_.get());
    const CURLcode code = curl_easy_perform(curl_.get());
    if (error_) {
      std::rethrow_exception(error_);
    }
    throw_if_interrupted();
    if (code != CURLE_OK) {
      fail_for(code);
    }
    if (status() == kRangeNotSatisfiable && offset_ > 0) {
      // It may be whole already: an earlier run ended between the last byte and the rename.
      return headers_.content_range == "bytes */" + std::to_string(offset_);
    }
    if (!began_) {
      begin();  // an empty file
    }
    return true;
  }

  [[nodiscard]] long status() const {
    long status = 0;
    (void)curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  void begin() {
    began_ = true;
    if (status() == kPartialContent) {
      if (!headers_.content_range.starts_with("bytes " + std::to_string(offset_) + "-")) {
        fail(wish_.url + ": the server sent another part than was asked for (" +
             headers_.content_range + ")");
      }
      return;
    }
    if (status() != kOk) {
      fail(wish_.url + ": the server answers with status " + std::to_string(status()) +
           (status() == 404 ? ", which means that there is no such file" : ""));
    }
    file_.begin(headers_.version());
    offset_ = 0;
  }

  void take(std::span<const std::byte> bytes) {
    if (status() == kRangeNotSatisfiable && offset_ > 0) {
      return;
    }
    if (!began_) {
      begin();
    }
    if (file_.size() + bytes.size() > wish_.max_bytes) {
      file_.remove();
      fail(wish_.url + " is larger than the " + std::to_string(wish_.max_bytes) +
           " bytes that are fetched at most");
    }
    file_.write(bytes);
  }

  [[noreturn]] void fail_for(CURLcode code) const {
    const std::string_view told{reason_.data()};
    const std::string why = told.empty() ? curl_easy_strerror(code) : std::string{told};
    if (began_) {
      fail(wish_.url + ": the connection was lost after " + std::to_string(file_.size()) +
           " bytes (" + why + "); the same command goes on from there");
    }
    fail(wish_.url + " cannot be fetched: " + why);
  }

  void check_hash() {
    const std::string part = wish_.out.string() + ".part";
    const std::string found = sha256_file(part);
    if (found != wish_.sha256) {
      file_.remove();
      fail(wish_.url + " has the SHA-256 " + found + ", not " + wish_.sha256 +
           ": it is not the file that was meant, and is not kept");
    }
  }

  static std::size_t on_header(char* data, std::size_t size, std::size_t n, void* self) {
    auto& headers = static_cast<Download*>(self)->headers_;
    const std::string_view line{data, size * n};
    if (line.starts_with("HTTP/")) {
      headers = {};
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      const std::string name = lower(line.substr(0, colon));
      const std::string value{trimmed(line.substr(colon + 1))};
      if (name == "etag") {
        headers.etag = value;
      } else if (name == "last-modified") {
        headers.last_modified = value;
      } else if (name == "content-range") {
        headers.content_range = value;
      }
    }
    return size * n;
  }

  /// No exception may pass through a library in C.
  static std::size_t on_body(char* data, std::size_t size, std::size_t n, void* self) {
    auto& download = *static_cast<Download*>(self);
    try {
      download.take(std::as_bytes(std::span{data, size * n}));
      return size * n;
    } catch (...) {
      download.error_ = std::current_exception();
      return CURL_WRITEFUNC_ERROR;
    }
  }

  static int on_progress(void* self, curl_off_t total, curl_off_t done, curl_off_t /*up_total*/,
                         curl_off_t /*up*/) {
    const auto& download = *static_cast<Download*>(self);
    const auto before = static_cast<double>(download.offset_);
    if (done > 0) {
      download.progress_(before + static_cast<double>(done),
                         total > 0 ? before + static_cast<double>(total) : 0);
    }
    return interruption() ? 1 : 0;
  }

  const DownloadWish& wish_;
  const DownloadProgress& progress_;
  PartialFile file_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> request_headers_;
  Headers headers_;
  std::array<char, CURL_ERROR_SIZE> reason_{};
  std::uint64_t offset_ = 0;  ///< bytes that are there already
  bool began_ = false;        ///< an answer that is a file, or a part of it
  std::exception_ptr error_;
};

}  // namespace

void download(const DownloadWish& wish, const DownloadProgress& progress) {
  (void)curl_global_init(CURL_GLOBAL_DEFAULT);
  Download{wish, progress}.run();
}

}  // namespace earmark::fetch
