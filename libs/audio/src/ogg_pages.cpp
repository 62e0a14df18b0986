#include "ogg_pages.h"

#include <ogg/ogg.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace earmark::audio {
namespace {

constexpr std::int64_t kMaxPageSize = 65307;  // RFC 3533: 27 + 255 + 255 * 255

}  // namespace

bool has_whole_ogg_page(ByteSource& source, std::int64_t begin) {
  ogg_sync_state sync{};
  char* const buffer = ::ogg_sync_buffer(&sync, kMaxPageSize);
  const std::size_t n = source.read_at(
      begin, {reinterpret_cast<std::byte*>(buffer), static_cast<std::size_t>(kMaxPageSize)});
  (void)::ogg_sync_wrote(&sync, static_cast<long>(n));
  ogg_page page{};
  const bool is_whole = ::ogg_sync_pageseek(&sync, &page) > 0;
  (void)::ogg_sync_clear(&sync);
  return is_whole;
}

bool is_cut_ogg(ByteSource& source, std::int64_t end) {
  const std::int64_t begin = std::max<std::int64_t>(0, end - kMaxPageSize);
  std::vector<unsigned char> tail(static_cast<std::size_t>(end - begin));
  (void)source.read_at(begin, std::as_writable_bytes(std::span{tail}));
  constexpr std::string_view kMark = "OggS";
  const auto found = std::find_end(tail.begin(), tail.end(), kMark.begin(), kMark.end());
  const auto page = std::span{tail}.subspan(static_cast<std::size_t>(found - tail.begin()));
  if (page.size() < 27 || page.size() < 27U + page[26]) {
    return true;
  }
  std::size_t size = 27U + page[26];
  for (const std::size_t segment : page.subspan(27, page[26])) {
    size += segment;
  }
  constexpr unsigned kEndOfStream = 4;
  return (page[5] & kEndOfStream) == 0 || size > page.size();
}

}  // namespace earmark::audio
