#include "form.h"

#include <span>

#include "earmark/process/printable.h"
#include "problem.h"

namespace earmark::server {
namespace {

constexpr std::size_t kMaxFiles = 100;
constexpr std::size_t kMaxName = 255;

/// What can be shown of a name, no longer than kMaxName.
std::string shown(const std::string& sent) {
  std::string text = printable(sent);
  if (text.size() > kMaxName) {
    std::size_t end = kMaxName;
    while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
      --end;
    }
    text.resize(end);
  }
  return text;
}

std::string shown_name(const std::string& sent) {
  const std::string name = shown(sent.substr(sent.find_last_of("/\\") + 1));
  return name.empty() ? "sound" : name;
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

std::span<const std::byte> as_bytes(const char* data, std::size_t size) {
  return std::as_bytes(std::span{data, size});
}

void require_file(const httplib::MultipartFormData& part) {
  if (!part.filename.empty()) {
    return;
  }
  const std::string field = shown(part.name);
  throw ProblemError({.status = 400,
                      .kind = "bad_request",
                      .detail = "the form's field \"" + field +
                                "\" holds no file: files need a filename, and parameters belong in "
                                "the query, such as ?timeline=true",
                      .field = field});
}

}  // namespace

void BodyReader::require_size(std::size_t n_bytes) const {
  if (n_bytes > max_bytes_) {
    throw ProblemError(
        {.status = 413,
         .kind = "too_large",
         .detail = "the body is larger than the " + std::to_string(max_bytes_ >> 20U) +
                   " MB that this service takes; send less, or a compressed format"});
  }
}

std::vector<SentFile> BodyReader::form(const httplib::ContentReader& body,
                                       Exchange& exchange) const {
  std::vector<SentFile> files;
  std::size_t n_bytes = 0;
  const bool is_whole = body(
      [&](const httplib::MultipartFormData& part) {
        require_file(part);
        if (files.size() == kMaxFiles) {
          throw ProblemError({.status = 413,
                              .kind = "too_large",
                              .detail = "a form may hold " + std::to_string(kMaxFiles) +
                                        " files; send the others in another request"});
        }
        files.push_back({shown_name(part.filename), Upload{*budget_}});
        exchange.file_names.push_back(files.back().name);
        return true;
      },
      [&](const char* data, std::size_t size) {
        n_bytes += size;
        require_size(n_bytes);
        files.back().content.append(as_bytes(data, size));
        return true;
      });
  if (!is_whole) {
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

Upload BodyReader::whole(const httplib::ContentReader& body, Exchange& exchange) const {
  exchange.body_is_read = false;
  Upload content{*budget_};
  const bool is_whole = body([&](const char* data, std::size_t size) {
    require_size(content.size() + size);
    content.append(as_bytes(data, size));
    return true;
  });
  if (!is_whole) {
    refuse_body(exchange, "the body ends before it should, or its chunks are not well formed");
  }
  exchange.body_is_read = true;
  return content;
}

std::vector<SentFile> BodyReader::files(const httplib::Request& request,
                                        const httplib::ContentReader& body,
                                        Exchange& exchange) const {
  exchange.body_is_read = false;
  if (request.is_multipart_form_data()) {
    return form(body, exchange);
  }
  std::vector<SentFile> files;
  files.push_back({"sound", whole(body, exchange)});
  return files;
}

}  // namespace earmark::server
