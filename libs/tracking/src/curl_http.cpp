#include <cstdio>
#include <optional>
#include <system_error>
#include <utility>

#include "curl_library.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/tracking/http.h"
#include "earmark/tracking/tracking_error.h"
#include "retry_after.h"

namespace earmark::tracking {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }  // NOLINT: owned
};
using File = std::unique_ptr<std::FILE, CloseFile>;

File open_for_reading(const std::filesystem::path& path) {
  File file{std::fopen(path.c_str(), "rbe")};
  if (file == nullptr) {
    throw IoError("cannot read " + path.string() + ": " + std::generic_category().message(errno));
  }
  return file;
}

/// What a request in the making has read and written.
struct Transfer {
  const CurlLibrary& curl;
  CURL* handle;
  const HttpOptions& options;
  File upload;
  std::optional<AtomicFile> download;
  std::optional<IoError> failed_to_write;
  bool too_long = false;
  HttpResponse response = {};

  [[nodiscard]] bool is_success() const {
    long status = 0;
    (void)curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
  }
};

// Callbacks of libcurl: another count than was given ends the transfer. Nothing may be thrown
// through C.

std::size_t read_upload(char* to, std::size_t size, std::size_t n, void* transfer) {
  return std::fread(to, size, n, static_cast<Transfer*>(transfer)->upload.get());
}

std::size_t take_body(char* from, std::size_t /*size*/, std::size_t n, void* data) {
  auto& transfer = *static_cast<Transfer*>(data);
  if (transfer.download && transfer.is_success()) {
    try {
      transfer.download->write(std::string_view{from, n});
      return n;
    } catch (const IoError& error) {
      transfer.failed_to_write = error;
      return 0;
    }
  }
  if (transfer.response.body.size() + n > transfer.options.max_body_bytes) {
    transfer.too_long = true;
    return 0;
  }
  transfer.response.body.append(from, n);
  return n;
}

std::size_t take_header(char* from, std::size_t /*size*/, std::size_t n, void* data) {
  if (const auto seconds = retry_after_of({from, n})) {
    static_cast<Transfer*>(data)->response.retry_after_s = *seconds;
  }
  return n;
}

int keep_going(void* data, curl_off_t /*down_total*/, curl_off_t /*down*/, curl_off_t /*up_total*/,
               curl_off_t /*up*/) {
  const std::atomic<bool>* cancelled = static_cast<Transfer*>(data)->options.cancelled;
  return cancelled != nullptr && *cancelled ? 1 : 0;
}

class CurlHttp final : public Http {
 public:
  explicit CurlHttp(HttpOptions options)
      : options_{std::move(options)}, curl_{CurlLibrary::get()}, handle_{curl_.easy_init()} {
    if (handle_ == nullptr) {
      throw TrackingError(Fault::kUnreachable, "libcurl cannot begin");
    }
  }
  ~CurlHttp() override { curl_.easy_cleanup(handle_); }
  CurlHttp(const CurlHttp&) = delete;
  CurlHttp& operator=(const CurlHttp&) = delete;

  HttpResponse send(const HttpRequest& request) override {
    Transfer transfer{curl_, handle_, options_, nullptr, {}, {}};
    curl_.easy_reset(handle_);
    set_up_connection(transfer);
    set_up_bodies(request, transfer);
    curl_slist* headers = nullptr;
    for (const std::string& header : headers_of(request)) {
      headers = curl_.slist_append(headers, header.c_str());
    }
    set(CURLOPT_HTTPHEADER, headers);
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    const CURLcode code = curl_.easy_perform(handle_);
    curl_.slist_free_all(headers);
    require_done(code, request, transfer);
    long status = 0;
    (void)curl_.easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    transfer.response.status = static_cast<int>(status);
    if (transfer.download && transfer.is_success()) {
      transfer.download->commit();
    }
    return std::move(transfer.response);
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    (void)curl_.easy_setopt(handle_, option, value);  // NOLINT(*-vararg): the way libcurl is told
  }

  void set_up_connection(Transfer& transfer) {
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(1000 * options_.connect_s));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_s));
    set(CURLOPT_USERAGENT, "earmark");
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_HEADERDATA, &transfer);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &keep_going);
    set(CURLOPT_XFERINFODATA, &transfer);
    const Credentials& credentials = options_.credentials;
    if (!credentials.token.empty()) {
      set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
      set(CURLOPT_XOAUTH2_BEARER, credentials.token.c_str());
    } else if (!credentials.username.empty() || !credentials.password.empty()) {
      set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
      set(CURLOPT_USERNAME, credentials.username.c_str());
      set(CURLOPT_PASSWORD, credentials.password.c_str());
    }
  }

  void set_up_bodies(const HttpRequest& request, Transfer& transfer) {
    if (!request.download.empty()) {
      transfer.download.emplace(request.download);
    }
    if (!request.upload.empty()) {
      transfer.upload = open_for_reading(request.upload);
      set(CURLOPT_UPLOAD, 1L);
      set(CURLOPT_READFUNCTION, &read_upload);
      set(CURLOPT_READDATA, &transfer);
      set(CURLOPT_INFILESIZE_LARGE,
          static_cast<curl_off_t>(std::filesystem::file_size(request.upload)));
    } else if (!request.body.empty()) {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.c_str());
    }
  }

  static std::vector<std::string> headers_of(const HttpRequest& request) {
    std::vector<std::string> headers = request.headers;
    // Else libcurl asks before a long body, and waits a second where nobody answers.
    headers.emplace_back("Expect:");
    if (!request.upload.empty()) {
      headers.emplace_back("Content-Type: application/octet-stream");
    } else if (!request.body.empty()) {
      headers.emplace_back("Content-Type: application/json");
    }
    return headers;
  }

  void require_done(CURLcode code, const HttpRequest& request, const Transfer& transfer) const {
    if (code == CURLE_OK) {
      return;
    }
    if (transfer.failed_to_write) {
      throw IoError(*transfer.failed_to_write);
    }
    if (transfer.too_long) {
      throw TrackingError(Fault::kNotMlflow, request.url + " answered with over " +
                                                 std::to_string(options_.max_body_bytes) +
                                                 " bytes");
    }
    throw TrackingError(code == CURLE_ABORTED_BY_CALLBACK ? Fault::kCancelled : Fault::kUnreachable,
                        why(code, request.url));
  }

  [[nodiscard]] static std::string why(CURLcode code, const std::string& address) {
    // What was asked for there says nothing to a person.
    const std::string url = address.substr(0, address.find('/', address.find("://") + 3));
    switch (code) {
      case CURLE_COULDNT_RESOLVE_HOST:
        return "there is no host of the name in " + url;
      case CURLE_COULDNT_CONNECT:
        return "nobody answers at " + url;
      case CURLE_OPERATION_TIMEDOUT:
        return url + " did not answer in time";
      case CURLE_URL_MALFORMAT:
        return url + " is no address";
      case CURLE_UNSUPPORTED_PROTOCOL:
        return url + " must begin with http:// or https://";
      case CURLE_PEER_FAILED_VERIFICATION:
        return "the certificate of " + url + " is not one that this machine trusts";
      case CURLE_ABORTED_BY_CALLBACK:
        return "the request to " + url + " was given up";
      default:
        return "the connection to " + url + " broke";
    }
  }

  HttpOptions options_;
  const CurlLibrary& curl_;
  CURL* handle_;
};

}  // namespace

std::unique_ptr<Http> make_curl_http(HttpOptions options) {
  return std::make_unique<CurlHttp>(std::move(options));
}

std::string url_encode(const std::string& text, const std::string& keep) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const std::string plain = "-._~" + keep;
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (is_word || plain.find(c) != std::string::npos) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

}  // namespace earmark::tracking
