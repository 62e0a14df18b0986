#include "vorbis_setup.h"

#include <ogg/ogg.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>

#include "earmark/base/errors.h"

namespace earmark::audio {
namespace {

// Values in all codebooks of a stream. libvorbis writes well under a tenth of that.
constexpr std::int64_t kMaxValues = std::int64_t{1} << 22U;

// Of the bit reader: past the packet's end it gives -1, which fails every test below.
class Bits {
 public:
  explicit Bits(const ogg_packet& packet) {
    ::oggpack_readinit(&buffer_, packet.packet, static_cast<int>(packet.bytes));
  }
  [[nodiscard]] std::int64_t read(int n_bits) { return ::oggpack_read(&buffer_, n_bits); }
  void skip(std::int64_t n_bits) {
    for (; n_bits > 0; n_bits -= 32) {
      ::oggpack_adv(&buffer_, static_cast<int>(std::min<std::int64_t>(n_bits, 32)));
    }
  }

 private:
  oggpack_buffer buffer_{};
};

int n_bits_of(std::int64_t value) {
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value)));
}

// Vorbis I, 3.2.1: the code lengths of a codebook's entries.
bool skip_lengths(Bits& bits, std::int64_t n_entries) {
  if (bits.read(1) == 0) {
    const bool sparse = bits.read(1) == 1;
    for (std::int64_t i = 0; i < n_entries; ++i) {
      if (!sparse || bits.read(1) == 1) {
        if (bits.read(5) < 0) {
          return false;
        }
      }
    }
    return true;
  }
  std::int64_t length = bits.read(5) + 1;
  for (std::int64_t i = 0; i < n_entries; ++length) {
    const std::int64_t n = bits.read(n_bits_of(n_entries - i));
    if (n < 0 || length > 32) {
      return false;
    }
    i += n;
  }
  return true;
}

// Vorbis I, 9.2.3: the greatest n with n^dim <= n_entries.
std::int64_t n_lookup1_values(std::int64_t n_entries, std::int64_t dim) {
  auto n = static_cast<std::int64_t>(
      std::floor(std::pow(static_cast<double>(n_entries), 1.0 / static_cast<double>(dim))));
  const auto fits = [&](std::int64_t base) {
    return std::pow(static_cast<double>(base), static_cast<double>(dim)) <=
           static_cast<double>(n_entries);
  };
  while (fits(n + 1)) {
    ++n;
  }
  while (n > 0 && !fits(n)) {
    --n;
  }
  return n;
}

bool is_sane_codebook(Bits& bits, std::int64_t& n_values) {
  constexpr std::int64_t kSync = 0x564342;
  if (bits.read(24) != kSync) {
    return false;
  }
  const std::int64_t dim = bits.read(16);
  const std::int64_t n_entries = bits.read(24);
  n_values += dim * n_entries;
  if (dim < 1 || n_entries < 1 || n_values > kMaxValues || !skip_lengths(bits, n_entries)) {
    return false;
  }
  const std::int64_t lookup = bits.read(4);
  if (lookup == 1 || lookup == 2) {
    bits.skip(64);
    const std::int64_t value_bits = bits.read(4) + 1;
    bits.skip(1);
    bits.skip(value_bits * (lookup == 1 ? n_lookup1_values(n_entries, dim) : n_entries * dim));
  }
  return lookup >= 0 && lookup <= 2;
}

bool is_sane_setup(const ogg_packet& packet) {
  constexpr std::string_view kStart{"\x05vorbis"};
  Bits bits{packet};
  for (const char c : kStart) {
    if (bits.read(8) != c) {
      return false;
    }
  }
  const std::int64_t n_books = bits.read(8) + 1;
  std::int64_t n_values = 0;
  for (std::int64_t i = 0; i < n_books; ++i) {
    if (!is_sane_codebook(bits, n_values)) {
      return false;
    }
  }
  return n_books > 0;
}

struct Clear {
  void operator()(ogg_sync_state* sync) const { ::ogg_sync_clear(sync); }
  void operator()(ogg_stream_state* stream) const { ::ogg_stream_clear(stream); }
};

// One stream's first three packets.
class HeaderReader {
 public:
  // Takes a page; true while there is more to read.
  bool take(ogg_page& page) {
    if (!has_begun_) {
      has_begun_ = true;
      (void)::ogg_stream_init(&stream_, ::ogg_page_serialno(&page));
    }
    if (::ogg_stream_pagein(&stream_, &page) != 0) {
      return true;  // of another stream
    }
    ogg_packet packet{};
    while (n_packets_ < kNumHeaders && ::ogg_stream_packetout(&stream_, &packet) == 1) {
      ++n_packets_;
      if (n_packets_ == kNumHeaders && !is_sane_setup(packet)) {
        throw DecodeError{"its Vorbis headers are damaged"};
      }
    }
    return n_packets_ < kNumHeaders;
  }

 private:
  static constexpr int kNumHeaders = 3;
  ogg_stream_state stream_{};
  std::unique_ptr<ogg_stream_state, Clear> owner_{&stream_};
  bool has_begun_ = false;
  int n_packets_ = 0;
};

// Calls take(page, offset) for one page after another from `offset` until it returns false; false
// where the pages come to their end before.
template <typename Take>
bool for_each_page(SourceWindow& window, std::int64_t offset, const Take& take) {
  ogg_sync_state sync{};
  const std::unique_ptr<ogg_sync_state, Clear> owner{&sync};
  window.seek(offset, SEEK_SET);
  while (true) {
    ogg_page page{};
    const long n_passed = ::ogg_sync_pageseek(&sync, &page);
    if (n_passed > 0 && !take(page, offset)) {
      return true;
    }
    offset += std::abs(n_passed);
    if (n_passed != 0) {
      continue;
    }
    constexpr long kStep = 4096;
    char* const buffer = ::ogg_sync_buffer(&sync, kStep);
    const std::size_t n =
        window.read({reinterpret_cast<std::byte*>(buffer), static_cast<std::size_t>(kStep)});
    if (n == 0) {
      return false;
    }
    (void)::ogg_sync_wrote(&sync, static_cast<long>(n));
  }
}

// Whether all pages at the end are of the stream of the first page, found as libvorbisfile finds
// them: a page may lie within another, so that the place to begin from matters.
bool ends_with_first_stream(SourceWindow& window) {
  constexpr std::int64_t kChunk = 65536;
  int first = 0;
  (void)for_each_page(window, 0, [&](ogg_page& page, std::int64_t) {
    first = ::ogg_page_serialno(&page);
    return false;
  });
  bool has_page = false;
  const bool met_another = for_each_page(window, std::max<std::int64_t>(0, window.size() - kChunk),
                                         [&](ogg_page& page, std::int64_t) {
                                           has_page = true;
                                           return ::ogg_page_serialno(&page) == first;
                                         });
  return has_page && !met_another;
}

}  // namespace

void require_sane_codebooks(SourceWindow& window) {
  HeaderReader headers;
  if (!for_each_page(window, 0, [&](ogg_page& page, std::int64_t) { return headers.take(page); })) {
    throw DecodeError{"its Vorbis headers are damaged"};
  }
  window.seek(0, SEEK_SET);
}

std::int64_t end_of_first_link(SourceWindow& window) {
  std::int64_t end = window.size();
  if (!ends_with_first_stream(window)) {
    bool has_data = false;
    (void)for_each_page(window, 0, [&](ogg_page& page, std::int64_t offset) {
      const bool begins_stream = ::ogg_page_bos(&page) != 0;
      if (begins_stream && has_data) {
        end = offset;
        return false;
      }
      has_data = has_data || !begins_stream;
      return true;
    });
  }
  window.seek(0, SEEK_SET);
  return end;
}

}  // namespace earmark::audio
