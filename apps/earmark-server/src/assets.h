#pragma once

#include <span>
#include <string_view>

namespace earmark::server {

/// A file of the web app, which lies within the program.
struct Asset {
  std::string_view path;  ///< such as "/index.html"
  std::string_view type;  ///< media type
  std::string_view hash;  ///< of the content, for ETag
  std::string_view content;
  std::string_view packed;  ///< the content by gzip; "" where that gains nothing
};

/// All of them, by path; none where the program was built without the app.
[[nodiscard]] std::span<const Asset> assets();

/// @return  nullptr where there is none
[[nodiscard]] const Asset* find_asset(std::string_view path);

}  // namespace earmark::server
