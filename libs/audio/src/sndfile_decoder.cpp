#include <sndfile.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "decoder.h"
#include "earmark/base/errors.h"

namespace earmark::audio {
namespace {

class SndfileDecoder final : public Decoder {
 public:
  SndfileDecoder(ByteSource& source, const Content& content) : source_{source}, content_{content} {
    SF_VIRTUAL_IO io{.get_filelen = &length,
                     .seek = &seek_to,
                     .read = &read_bytes,
                     .write = nullptr,
                     .tell = &tell};
    SF_INFO sf_info{};
    file_.reset(::sf_open_virtual(&io, SFM_READ, &sf_info, this));
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
    const auto n_channels = static_cast<std::size_t>(info_.n_channels);
    const sf_count_t n = ::sf_readf_float(file_.get(), interleaved.data(),
                                          static_cast<sf_count_t>(interleaved.size() / n_channels));
    met_damage_ = met_damage_ || ::sf_error(file_.get()) != SF_ERR_NO_ERROR;
    return static_cast<std::size_t>(std::max<sf_count_t>(n, 0));
  }

  [[nodiscard]] bool seek(std::int64_t frame) override {
    return ::sf_seek(file_.get(), frame, SEEK_SET) == frame;
  }

 private:
  struct Close {
    void operator()(SNDFILE* file) const { ::sf_close(file); }
  };

  static SndfileDecoder& self(void* user) { return *static_cast<SndfileDecoder*>(user); }
  static sf_count_t length(void* user) {
    return self(user).content_.end - self(user).content_.begin;
  }
  static sf_count_t tell(void* user) { return self(user).position_; }

  static sf_count_t seek_to(sf_count_t offset, int whence, void* user) {
    sf_count_t from = 0;
    if (whence == SEEK_CUR) {
      from = tell(user);
    } else if (whence == SEEK_END) {
      from = length(user);
    }
    self(user).position_ = std::clamp<sf_count_t>(from + offset, 0, length(user));
    return tell(user);
  }

  static sf_count_t read_bytes(void* out, sf_count_t n_bytes, void* user) {
    auto& decoder = self(user);
    const sf_count_t n = std::clamp<sf_count_t>(n_bytes, 0, length(user) - decoder.position_);
    const std::size_t n_read =
        decoder.source_.read_at(decoder.content_.begin + decoder.position_,
                                {static_cast<std::byte*>(out), static_cast<std::size_t>(n)});
    decoder.position_ += static_cast<sf_count_t>(n_read);
    return static_cast<sf_count_t>(n_read);
  }

  ByteSource& source_;
  Content content_;
  sf_count_t position_ = 0;
  StreamInfo info_;
  bool met_damage_ = false;
  std::unique_ptr<SNDFILE, Close> file_;
};

}  // namespace

std::unique_ptr<Decoder> make_sndfile_decoder(ByteSource& source, const Content& content) {
  return std::make_unique<SndfileDecoder>(source, content);
}

}  // namespace earmark::audio
