#include "form.h"

#include <span>

#include "earmark/process/printable.h"
#include "problem.h"

namespace earmark::server {
namespace {

constexpr std::size_t kMaxFiles = 100;
constexpr std::size_t kMaxName = 255;

/// What may be shown of a name: no folders, no control characters.
std::string shown_name(const std::string& sent) {
  const std::string name = printable(sent.substr(sent.find_last_of("/\\") + 1));
  return name.empty() ? "sound" : name.substr(0, kMaxName);
}

[[noreturn]] void refuse_size(std::size_t max_bytes) {
  throw ProblemError({.status = 413,
                      .kind = "too_large",
                      .detail = "the body is larger than the " + std::to_string(max_bytes >> 20U) +
                                " MB that this service takes; send less, or a compressed format"});
}

/// Why a body could not be read to its end.
[[noreturn]] void refuse_body(const Exchange& exchange, const char* otherwise) {
  switch (exchange.stream->stop()) {
    case ConnectionStream::Stop::kTooSlow:
      throw ProblemError({.status = 408,
                          .kind = "timeout",
                          .detail = "the body came too slowly, or not to its end; send it again"});
    default:
      throw ProblemError({.status = 400, .kind = "bad_request", .detail = otherwise});
  }
}

void append(std::vector<std::byte>& content, const char* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span{data, size});
  content.insert(content.end(), bytes.begin(), bytes.end());
}

std::vector<SentFile> read_form(const httplib::ContentReader& body, std::size_t max_bytes,
                                Exchange& exchange) {
  std::vector<SentFile> files;
  std::size_t n_bytes = 0;
  const bool whole = body(
      [&](const httplib::MultipartFormData& part) {
        if (part.filename.empty()) {
          throw ProblemError({.status = 400,
                              .kind = "bad_request",
                              .detail = "the form's field \"" + printable(part.name) +
                                        "\" holds no file: files need a filename, and parameters "
                                        "belong in the query, such as ?timeline=true",
                              .field = printable(part.name)});
        }
        if (files.size() == kMaxFiles) {
          throw ProblemError({.status = 413,
                              .kind = "too_large",
                              .detail = "a form may hold " + std::to_string(kMaxFiles) +
                                        " files; send the others in another request"});
        }
        files.push_back({shown_name(part.filename), {}});
        return true;
      },
      [&](const char* data, std::size_t size) {
        n_bytes += size;
        if (n_bytes > max_bytes) {
          refuse_size(max_bytes);
        }
        append(files.back().content, data, size);
        return true;
      });
  if (!whole) {
    refuse_body(exchange, "the body is no whole multipart/form-data form");
  }
  exchange.body_is_read = true;
  if (files.empty()) {
    throw ProblemError({.status = 400,
                        .kind = "no_file",
                        .detail = "the form holds no file; add one, as curl -F file=@song.mp3"});
  }
  return files;
}

}  // namespace

std::vector<std::byte> read_body(const httplib::ContentReader& body, std::size_t max_bytes,
                                 Exchange& exchange) {
  exchange.body_is_read = false;
  std::vector<std::byte> content;
  const bool whole = body([&](const char* data, std::size_t size) {
    if (content.size() + size > max_bytes) {
      refuse_size(max_bytes);
    }
    append(content, data, size);
    return true;
  });
  if (!whole) {
    refuse_body(exchange, "the body ends before it should, or its chunks are not well formed");
  }
  exchange.body_is_read = true;
  return content;
}

std::vector<SentFile> read_files(const httplib::Request& request,
                                 const httplib::ContentReader& body, std::size_t max_bytes,
                                 Exchange& exchange) {
  exchange.body_is_read = false;
  if (request.is_multipart_form_data()) {
    return read_form(body, max_bytes, exchange);
  }
  std::vector<SentFile> files;
  files.push_back({"sound", read_body(body, max_bytes, exchange)});
  return files;
}

}  // namespace earmark::server
