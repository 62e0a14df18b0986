#include "source_window.h"

#include <algorithm>
#include <cstdio>

namespace earmark::audio {

SourceWindow::SourceWindow(ByteSource& source, std::int64_t begin, std::int64_t end)
    : source_{&source}, begin_{begin}, end_{end} {}

void SourceWindow::replace(std::int64_t offset, std::array<std::byte, 4> bytes) {
  replaced_at_ = offset;
  replacement_ = bytes;
}

std::size_t SourceWindow::read(std::span<std::byte> out) {
  const auto n_left = static_cast<std::size_t>(size() - position_);
  const std::size_t n =
      source_->read_at(begin_ + position_, out.first(std::min(out.size(), n_left)));
  for (std::size_t i = 0; i < replacement_.size(); ++i) {
    const std::int64_t at = replaced_at_ + static_cast<std::int64_t>(i) - position_;
    if (at >= 0 && at < static_cast<std::int64_t>(n)) {
      out[static_cast<std::size_t>(at)] = replacement_[i];
    }
  }
  position_ += static_cast<std::int64_t>(n);
  return n;
}

std::int64_t SourceWindow::seek(std::int64_t offset, int whence) {
  std::int64_t from = 0;
  if (whence == SEEK_CUR) {
    from = position_;
  } else if (whence == SEEK_END) {
    from = size();
  }
  // Offsets come out of damaged headers: their sum may not overflow.
  position_ = std::clamp<std::int64_t>(offset, -from, size() - from) + from;
  return position_;
}

}  // namespace earmark::audio
