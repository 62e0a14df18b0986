#pragma once

#include <httplib.h>

#include <cstddef>
#include <string>
#include <vector>

#include "exchange.h"
#include "upload.h"

namespace earmark::server {

/// A sound that was sent, and what the client calls it.
struct SentFile {
  std::string name;  ///< to be shown, never a path
  Upload content;
};

/// Reads requests' bodies. Thread-safe.
class BodyReader {
 public:
  /// @param max_bytes  of a body
  /// @param budget     must outlive this
  BodyReader(std::size_t max_bytes, UploadBudget& budget)
      : max_bytes_{max_bytes}, budget_{&budget} {}

  /// The files of a form, else the body itself as one file.
  /// @throws ProblemError  400, 408, 413 or 503; exchange.body_is_read then says whether all was
  /// read
  [[nodiscard]] std::vector<SentFile> files(const httplib::Request& request,
                                            const httplib::ContentReader& body,
                                            Exchange& exchange) const;

  /// The body as it is. @throws ProblemError  as files()
  [[nodiscard]] Upload whole(const httplib::ContentReader& body, Exchange& exchange) const;

 private:
  [[nodiscard]] std::vector<SentFile> form(const httplib::ContentReader& body,
                                           Exchange& exchange) const;
  void require_size(std::size_t n_bytes) const;

  std::size_t max_bytes_;
  UploadBudget* budget_;
};

}  // namespace earmark::server
