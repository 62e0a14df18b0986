#include <mpg123.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "decoder.h"
#include "earmark/base/errors.h"
#include "source_window.h"

namespace earmark::audio {
namespace {

// Junk that may lie between frames, in bytes.
constexpr long kResyncLimit = 1L << 20U;
// Far beyond any sound, and far from overflow inside libmpg123.
constexpr std::int64_t kMaxSeek = std::int64_t{1} << 40U;

// libmpg123 used directly, since libsndfile on top of it ends a variable-rate file without a Xing
// header where its first frame's rate says it should end, and stops at the first damage.
class MpegDecoder final : public Decoder {
 public:
  MpegDecoder(ByteSource& source, const Content& content)
      : window_{source, content.begin, content.end} {
    int error = MPG123_OK;
    handle_.reset(::mpg123_new(nullptr, &error));
    if (handle_ == nullptr) {
      throw DecodeError{std::string{"the MP3 decoder does not start: "} +
                        ::mpg123_plain_strerror(error)};
    }
    ::mpg123_param(handle_.get(), MPG123_ADD_FLAGS,
                   MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_SKIP_ID3V2, 0);
    ::mpg123_param(handle_.get(), MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0);
    ::mpg123_param(handle_.get(), MPG123_RESYNC_LIMIT, kResyncLimit, 0);
    ::mpg123_replace_reader_handle(handle_.get(), &read_bytes, &seek_to, nullptr);
    int encoding = 0;
    long rate = 0;
    if (::mpg123_open_handle(handle_.get(), &window_) != MPG123_OK ||
        ::mpg123_getformat(handle_.get(), &rate, &info_.n_channels, &encoding) != MPG123_OK ||
        encoding != MPG123_ENC_FLOAT_32) {
      throw DecodeError{"no MP3 frame is found in it"};
    }
    info_.sample_rate = static_cast<int>(rate);
    info_.format = content.format;
    frame_is_loaded_ = true;
    if (const off_t n_frames = ::mpg123_length(handle_.get());
        n_frames >= 0 && has_count(source, content)) {
      info_.n_frames = n_frames;
    }
  }

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] bool met_damage() const override { return met_damage_; }

  [[nodiscard]] std::size_t read(std::span<float> interleaved) override {
    auto out = std::as_writable_bytes(interleaved);
    const std::size_t n_asked = out.size();
    while (!out.empty() && (!pending_.empty() || next_frame())) {
      const std::size_t n = std::min(out.size(), pending_.size());
      std::memcpy(out.data(), pending_.data(), n);
      pending_ = pending_.subspan(n);
      out = out.subspan(n);
    }
    return (n_asked - out.size()) / bytes_per_frame();
  }

  [[nodiscard]] bool seek(std::int64_t frame) override {
    // libmpg123 warms its decoder up with four frames, of which its frame-by-frame calls lose one;
    // a frame may depend on 511 bytes before it, which at the lowest rates are 21 frames.
    constexpr std::int64_t kWarmUp = std::int64_t{24} * 1152;
    if (frame > kMaxSeek) {
      return false;
    }
    const std::int64_t start = std::max<std::int64_t>(frame - kWarmUp, 0);
    pending_ = {};
    next_position_ = -1;
    if (::mpg123_seek(handle_.get(), start, SEEK_SET) != start) {
      return false;
    }
    // libmpg123 may have loaded the frame or not; if not, decoding it does nothing.
    frame_is_loaded_ = true;
    return skip(frame - start);
  }

 private:
  struct Delete {
    void operator()(mpg123_handle* handle) const { ::mpg123_delete(handle); }
  };

  static ssize_t read_bytes(void* window, void* out, std::size_t n_bytes) {
    return static_cast<ssize_t>(
        static_cast<SourceWindow*>(window)->read({static_cast<std::byte*>(out), n_bytes}));
  }

  static off_t seek_to(void* window, off_t offset, int whence) {
    return static_cast<SourceWindow*>(window)->seek(offset, whence);
  }

  // Whether the first frame is a Xing, Info or VBRI header that counts the frames.
  static bool has_count(ByteSource& source, const Content& content) {
    std::array<char, 64> start{};
    (void)source.read_at(content.begin, std::as_writable_bytes(std::span{start}));
    const std::string_view text{start.data(), start.size()};
    return text.find("Xing") != std::string_view::npos ||
           text.find("Info") != std::string_view::npos ||
           text.find("VBRI") != std::string_view::npos;
  }

  [[nodiscard]] std::size_t bytes_per_frame() const {
    return sizeof(float) * static_cast<std::size_t>(info_.n_channels);
  }

  bool skip(std::int64_t n_frames) {
    auto n_left = static_cast<std::size_t>(n_frames) * bytes_per_frame();
    while (n_left > 0 && (!pending_.empty() || next_frame())) {
      const std::size_t n = std::min(n_left, pending_.size());
      pending_ = pending_.subspan(n);
      n_left -= n;
    }
    return n_left == 0;
  }

  // Puts the next frame that has sound of the first one's shape into pending_.
  bool next_frame() {
    while (frame_is_loaded_ || load()) {
      if (decode_loaded()) {
        return true;
      }
    }
    return false;
  }

  bool load() {
    const int result = ::mpg123_framebyframe_next(handle_.get());
    if (result == MPG123_NEW_FORMAT) {
      long rate = 0;
      int n_channels = 0;
      int encoding = 0;
      (void)::mpg123_getformat(handle_.get(), &rate, &n_channels, &encoding);
      is_foreign_ = rate != info_.sample_rate || n_channels != info_.n_channels ||
                    encoding != MPG123_ENC_FLOAT_32;
      met_damage_ = met_damage_ || is_foreign_;
    } else if (result != MPG123_OK) {
      met_damage_ = met_damage_ || result != MPG123_DONE;
      return false;
    }
    frame_is_loaded_ = true;
    note_gap();
    return true;
  }

  // Frames lie end to end; what lies between two of them could not be decoded.
  void note_gap() {
    mpg123_frameinfo frame{};
    const off_t position = ::mpg123_framepos(handle_.get());
    met_damage_ = met_damage_ || (next_position_ >= 0 && position > next_position_);
    next_position_ =
        ::mpg123_info(handle_.get(), &frame) == MPG123_OK ? position + frame.framesize : -1;
  }

  bool decode_loaded() {
    off_t number = 0;
    unsigned char* audio = nullptr;
    std::size_t n_bytes = 0;
    frame_is_loaded_ = false;
    const int result = ::mpg123_framebyframe_decode(handle_.get(), &number, &audio, &n_bytes);
    if (result != MPG123_OK || is_foreign_ || audio == nullptr) {
      return false;
    }
    n_bytes -= n_bytes % bytes_per_frame();
    pending_ = {reinterpret_cast<const std::byte*>(audio), n_bytes};
    return n_bytes > 0;
  }

  SourceWindow window_;
  StreamInfo info_;
  std::unique_ptr<mpg123_handle, Delete> handle_;
  std::span<const std::byte> pending_;  // inside libmpg123, until its next call
  std::int64_t next_position_ = -1;
  bool frame_is_loaded_ = false;
  bool is_foreign_ = false;
  bool met_damage_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_mpeg_decoder(ByteSource& source, const Content& content) {
  return std::make_unique<MpegDecoder>(source, content);
}

}  // namespace earmark::audio
