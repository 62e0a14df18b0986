#include <vorbis/vorbisfile.h>

#include <algorithm>
#include <string>

#include "decoder.h"
#include "earmark/base/errors.h"
#include "source_window.h"
#include "vorbis_setup.h"

namespace earmark::audio {
namespace {

// libvorbisfile, since libsndfile goes on with Vorbis headers that libvorbis refused, and leaks
// what it made of them.
class VorbisDecoder final : public Decoder {
 public:
  VorbisDecoder(ByteSource& source, const Content& content)
      : window_{source, content.begin, content.end} {
    // Only the first of chained streams, as libsndfile; libvorbisfile leaks where a later one is
    // damaged.
    window_ = SourceWindow{source, content.begin, content.begin + end_of_first_link(window_)};
    require_sane_codebooks(window_);
    const ov_callbacks callbacks{
        .read_func = &read_bytes, .seek_func = &seek_to, .close_func = nullptr, .tell_func = &tell};
    if (::ov_open_callbacks(&window_, &file_, nullptr, 0, callbacks) != 0) {
      throw DecodeError{"its Vorbis headers are damaged"};
    }
    is_open_ = true;
    const vorbis_info* const first = ::ov_info(&file_, 0);
    info_.n_channels = first->channels;
    info_.sample_rate = static_cast<int>(first->rate);
    info_.format = content.format;
    if (const ogg_int64_t n_frames = ::ov_pcm_total(&file_, -1); n_frames >= 0) {
      info_.n_frames = n_frames;
    }
  }
  ~VorbisDecoder() override {
    if (is_open_) {
      ::ov_clear(&file_);
    }
  }
  VorbisDecoder(const VorbisDecoder&) = delete;
  VorbisDecoder& operator=(const VorbisDecoder&) = delete;

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] bool met_damage() const override { return met_damage_; }

  [[nodiscard]] std::size_t read(std::span<float> interleaved) override {
    const auto n_channels = static_cast<std::size_t>(info_.n_channels);
    const std::size_t n_asked = interleaved.size() / n_channels;
    std::size_t n = 0;
    while (n < n_asked) {
      const std::size_t n_more = read_block(interleaved.subspan(n * n_channels), n_asked - n);
      if (n_more == 0) {
        break;
      }
      n += n_more;
    }
    return n;
  }

  [[nodiscard]] bool seek(std::int64_t frame) override {
    if (is_broken_ || frame > info_.n_frames.value_or(0)) {
      return false;
    }
    is_broken_ = ::ov_pcm_seek(&file_, frame) != 0;
    return !is_broken_;
  }

 private:
  static std::size_t read_bytes(void* out, std::size_t size, std::size_t n, void* window) {
    return static_cast<SourceWindow*>(window)->read({static_cast<std::byte*>(out), size * n}) /
           std::max<std::size_t>(size, 1);
  }
  static int seek_to(void* window, ogg_int64_t offset, int whence) {
    static_cast<SourceWindow*>(window)->seek(offset, whence);
    return 0;
  }
  static long tell(void* window) { return static_cast<SourceWindow*>(window)->tell(); }

  // Frames of the next block, past holes; 0 at the end.
  std::size_t read_block(std::span<float> interleaved, std::size_t n_asked) {
    // Each hole takes input with it, so this ends; the bound is for what libvorbis does not take.
    for (int n_failures = 0; n_failures < 1000 && !is_broken_;) {
      float** channels = nullptr;
      int link = 0;
      const long n = ::ov_read_float(&file_, &channels,
                                     static_cast<int>(std::min<std::size_t>(n_asked, 4096)), &link);
      if (n == OV_HOLE) {
        met_damage_ = true;
        ++n_failures;
        continue;
      }
      if (n <= 0) {
        is_broken_ = n < 0;
        met_damage_ = met_damage_ || is_broken_;
        return 0;
      }
      const auto n_frames = static_cast<std::size_t>(n);
      const auto n_channels = static_cast<std::size_t>(info_.n_channels);
      for (std::size_t c = 0; c < n_channels; ++c) {
        for (std::size_t i = 0; i < n_frames; ++i) {
          interleaved[i * n_channels + c] = channels[c][i];
        }
      }
      return n_frames;
    }
    return 0;
  }

  SourceWindow window_;
  StreamInfo info_;
  OggVorbis_File file_{};
  bool is_open_ = false;
  // libvorbis refused the stream's codebooks. Asked again, it would use them all the same.
  bool is_broken_ = false;
  bool met_damage_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_vorbis_decoder(ByteSource& source, const Content& content) {
  return std::make_unique<VorbisDecoder>(source, content);
}

}  // namespace earmark::audio
