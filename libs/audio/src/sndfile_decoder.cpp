#include <sndfile.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "decoder.h"
#include "earmark/base/errors.h"
#include "ogg_flac_source.h"
#include "source_window.h"

namespace earmark::audio {
namespace {

class SndfileDecoder final : public Decoder {
 public:
  SndfileDecoder(ByteSource& source, const Content& content)
      : unwrapped_{content.format == "ogg flac"
                       ? unwrap_ogg_flac(source, content.begin, content.end)
                       : nullptr},
        window_{unwrapped_ ? SourceWindow{*unwrapped_, 0, unwrapped_->size()}
                           : SourceWindow{source, content.begin, content.end}} {
    if (content.claims.unset_size > 0) {
      // libsndfile takes a size of 0 for an empty sound, and this one for all there is.
      constexpr std::byte kOnes{0xFF};
      window_.replace(content.claims.unset_size - content.begin, {kOnes, kOnes, kOnes, kOnes});
    }
    const SF_INFO sf_info = open();
    if (file_ == nullptr) {
      throw DecodeError{"its " + content.format + " header is damaged or of an unknown variant"};
    }
    info_.sample_rate = sf_info.samplerate;
    info_.n_channels = sf_info.channels;
    info_.format = content.format;
    if (sf_info.frames >= 0 && sf_info.frames != SF_COUNT_MAX) {
      info_.n_frames = sf_info.frames;
    }
  }

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] bool met_damage() const override { return met_damage_; }

  [[nodiscard]] std::size_t read(std::span<float> interleaved) override {
    if (file_ == nullptr) {
      return 0;
    }
    const auto n_channels = static_cast<std::size_t>(info_.n_channels);
    const sf_count_t n = ::sf_readf_float(file_.get(), interleaved.data(),
                                          static_cast<sf_count_t>(interleaved.size() / n_channels));
    met_damage_ = met_damage_ || ::sf_error(file_.get()) != SF_ERR_NO_ERROR;
    return static_cast<std::size_t>(std::max<sf_count_t>(n, 0));
  }

  [[nodiscard]] bool seek(std::int64_t frame) override {
    if (info_.n_frames && frame > *info_.n_frames) {
      return false;
    }
    if (file_ != nullptr && can_jump()) {
      return ::sf_seek(file_.get(), frame, SEEK_SET) == frame;
    }
    open();
    return file_ != nullptr && skip(frame);
  }

 private:
  struct Close {
    void operator()(SNDFILE* file) const { ::sf_close(file); }
  };

  // From the beginning; file_ stays empty where libsndfile refuses the bytes.
  SF_INFO open() {
    SF_VIRTUAL_IO io{.get_filelen = &length,
                     .seek = &seek_to,
                     .read = &read_bytes,
                     .write = nullptr,
                     .tell = &tell};
    SF_INFO sf_info{};
    file_.reset();
    window_.seek(0, SEEK_SET);
    file_.reset(::sf_open_virtual(&io, SFM_READ, &sf_info, &window_));
    return sf_info;
  }

  // libsndfile 1.2 looks without end for the end of a sound that does not say its length, and
  // counts the frames between two places of an Opus stream in 32 bits: there the sound is opened
  // anew and read up to the place.
  [[nodiscard]] bool can_jump() const {
    constexpr std::int64_t kOpusFrames = std::int64_t{1} << 30U;
    return info_.n_frames && (info_.format != "ogg opus" || *info_.n_frames < kOpusFrames);
  }

  bool skip(std::int64_t n_frames) {
    std::vector<float> block(std::size_t{4096} * static_cast<std::size_t>(info_.n_channels));
    while (n_frames > 0) {
      const auto n_wanted = static_cast<std::size_t>(std::min<std::int64_t>(n_frames, 4096));
      const std::size_t n =
          read(std::span{block}.first(n_wanted * static_cast<std::size_t>(info_.n_channels)));
      if (n == 0) {
        return false;
      }
      n_frames -= static_cast<std::int64_t>(n);
    }
    return true;
  }

  static SourceWindow& window(void* user) { return *static_cast<SourceWindow*>(user); }
  static sf_count_t length(void* user) { return window(user).size(); }
  static sf_count_t tell(void* user) { return window(user).tell(); }
  static sf_count_t seek_to(sf_count_t offset, int whence, void* user) {
    return window(user).seek(offset, whence);
  }
  static sf_count_t read_bytes(void* out, sf_count_t n_bytes, void* user) {
    return static_cast<sf_count_t>(
        window(user).read({static_cast<std::byte*>(out),
                           static_cast<std::size_t>(std::max<sf_count_t>(n_bytes, 0))}));
  }

  std::unique_ptr<ByteSource> unwrapped_;  // the FLAC inside an Ogg file
  SourceWindow window_;
  StreamInfo info_;
  bool met_damage_ = false;
  std::unique_ptr<SNDFILE, Close> file_;
};

}  // namespace

std::unique_ptr<Decoder> make_sndfile_decoder(ByteSource& source, const Content& content) {
  return std::make_unique<SndfileDecoder>(source, content);
}

}  // namespace earmark::audio
