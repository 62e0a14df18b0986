extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
}

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "decoder.h"
#include "earmark/base/errors.h"
#include "source_window.h"

namespace earmark::audio {
namespace {

constexpr int kIoBufferSize = 1 << 15;

struct Delete {
  void operator()(AVIOContext* io) const {
    ::av_freep(static_cast<void*>(&io->buffer));
    ::avio_context_free(&io);
  }
  void operator()(AVFormatContext* format) const { ::avformat_close_input(&format); }
  void operator()(AVCodecContext* codec) const { ::avcodec_free_context(&codec); }
  void operator()(SwrContext* converter) const { ::swr_free(&converter); }
  void operator()(AVFrame* frame) const { ::av_frame_free(&frame); }
  void operator()(AVPacket* packet) const { ::av_packet_free(&packet); }
};
template <typename T>
using Owned = std::unique_ptr<T, Delete>;

// libavformat and libavcodec, with only the container and the codecs that are meant: AAC and ALAC
// in MP4, and AAC in ADTS.
class LibavDecoder final : public Decoder {
 public:
  LibavDecoder(ByteSource& source, const Content& content)
      : window_{source, content.begin, content.end},
        packet_{::av_packet_alloc()},
        frame_{::av_frame_alloc()} {
    open_container(content);
    open_codec();
    info_.sample_rate = codec_->sample_rate;
    info_.n_channels = codec_->ch_layout.nb_channels;
    info_.format = content.format;
    if (const AVStream& stream = *format_->streams[stream_]; stream.duration > 0) {
      info_.n_frames =
          ::av_rescale_q(stream.duration, stream.time_base, AVRational{1, info_.sample_rate});
    }
  }

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] bool met_damage() const override { return met_damage_; }

  [[nodiscard]] std::size_t read(std::span<float> interleaved) override {
    std::size_t n = 0;
    while (n < interleaved.size()) {
      if (next_ == pending_.size() && !decode_frame()) {
        break;
      }
      const std::size_t n_copied = std::min(interleaved.size() - n, pending_.size() - next_);
      std::copy_n(pending_.begin() + static_cast<std::ptrdiff_t>(next_), n_copied,
                  interleaved.begin() + static_cast<std::ptrdiff_t>(n));
      next_ += n_copied;
      n += n_copied;
    }
    return n / static_cast<std::size_t>(info_.n_channels);
  }

  // Goes to a packet some way before, so that the decoder is warm, and passes over the rest. Where
  // that packet lies is known from its time stamp.
  [[nodiscard]] bool seek(std::int64_t frame) override {
    constexpr std::int64_t kWarmUp = 8192;
    if (frame > kMaxSeek) {
      return false;
    }
    const AVStream& stream = *format_->streams[stream_];
    const std::int64_t start = stream.start_time == AV_NOPTS_VALUE ? 0 : stream.start_time;
    const AVRational frames{1, info_.sample_rate};
    const std::int64_t wanted = std::max<std::int64_t>(frame - kWarmUp, 0);
    pending_.clear();
    next_ = 0;
    first_time_.reset();
    // The very first packet lies before time 0: the encoder's run-in.
    const std::int64_t target =
        wanted == 0 ? INT64_MIN / 2 : start + ::av_rescale_q(wanted, frames, stream.time_base);
    if (::avformat_seek_file(format_.get(), static_cast<int>(stream_), INT64_MIN, target,
                             wanted == 0 ? INT64_MAX : target, 0) < 0) {
      return false;
    }
    ::avcodec_flush_buffers(codec_.get());
    if (!decode_frame()) {
      return false;
    }
    const std::int64_t here =
        first_time_ ? ::av_rescale_q(*first_time_ - start, stream.time_base, frames) : 0;
    return here <= frame && skip(frame - here);
  }

 private:
  static constexpr std::int64_t kMaxSeek = std::int64_t{1} << 40U;

  static int read_bytes(void* window, std::uint8_t* out, int n_bytes) {
    const std::size_t n = static_cast<SourceWindow*>(window)->read(
        {reinterpret_cast<std::byte*>(out), static_cast<std::size_t>(n_bytes)});
    return n == 0 ? AVERROR_EOF : static_cast<int>(n);
  }

  static std::int64_t seek_to(void* window, std::int64_t offset, int whence) {
    auto& bytes = *static_cast<SourceWindow*>(window);
    return (whence & AVSEEK_SIZE) != 0 ? bytes.size() : bytes.seek(offset, whence & ~AVSEEK_FORCE);
  }

  void open_container(const Content& content) {
    ::av_log_set_level(AV_LOG_QUIET);
    auto* const buffer = static_cast<unsigned char*>(::av_malloc(kIoBufferSize));
    io_.reset(
        ::avio_alloc_context(buffer, kIoBufferSize, 0, &window_, &read_bytes, nullptr, &seek_to));
    AVFormatContext* format = ::avformat_alloc_context();
    format->pb = io_.get();
    const AVInputFormat* const demuxer =
        ::av_find_input_format(content.format == "aac" ? "aac" : "mov");
    // On failure this frees the context.
    if (::avformat_open_input(&format, nullptr, demuxer, nullptr) < 0) {
      throw DecodeError{"its " + content.format + " container is damaged"};
    }
    format_.reset(format);
    if (::avformat_find_stream_info(format_.get(), nullptr) < 0) {
      throw DecodeError{"its " + content.format + " container is damaged"};
    }
  }

  void open_codec() {
    const int found = ::av_find_best_stream(format_.get(), AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
    if (found < 0) {
      throw DecodeError{"it holds no sound"};
    }
    stream_ = static_cast<unsigned>(found);
    const AVCodecParameters& parameters = *format_->streams[stream_]->codecpar;
    if (parameters.codec_id != AV_CODEC_ID_AAC && parameters.codec_id != AV_CODEC_ID_ALAC) {
      throw DecodeError{"unsupported", std::string{"its sound is of the codec "} +
                                           ::avcodec_get_name(parameters.codec_id) +
                                           ", and in an m4a only AAC and ALAC are read"};
    }
    const AVCodec* const codec = ::avcodec_find_decoder(parameters.codec_id);
    codec_.reset(::avcodec_alloc_context3(codec));
    if (::avcodec_parameters_to_context(codec_.get(), &parameters) < 0) {
      throw DecodeError{"its sound cannot be decoded"};
    }
    codec_->pkt_timebase = format_->streams[stream_]->time_base;
    codec_->thread_count = 1;
    if (::avcodec_open2(codec_.get(), codec, nullptr) < 0 || codec_->sample_rate <= 0 ||
        codec_->ch_layout.nb_channels <= 0) {
      throw DecodeError{"its sound cannot be decoded"};
    }
  }

  // Decodes until there are samples; false at the end.
  bool decode_frame() {
    while (true) {
      const int received = ::avcodec_receive_frame(codec_.get(), frame_.get());
      if (received == 0) {
        if (take_frame()) {
          return true;
        }
        continue;
      }
      if (received == AVERROR_EOF || !send_packet()) {
        return false;
      }
    }
  }

  bool send_packet() {
    int result = ::av_read_frame(format_.get(), packet_.get());
    while (result >= 0 && packet_->stream_index != static_cast<int>(stream_)) {
      ::av_packet_unref(packet_.get());
      result = ::av_read_frame(format_.get(), packet_.get());
    }
    if (result < 0) {
      met_damage_ = met_damage_ || result != AVERROR_EOF;
      return ::avcodec_send_packet(codec_.get(), nullptr) == 0;
    }
    if (::avcodec_send_packet(codec_.get(), packet_.get()) < 0) {
      met_damage_ = true;
    }
    ::av_packet_unref(packet_.get());
    return true;
  }

  bool take_frame() {
    if (frame_->ch_layout.nb_channels != info_.n_channels ||
        frame_->sample_rate != info_.sample_rate || frame_->format != codec_->sample_fmt) {
      met_damage_ = true;
      return false;
    }
    if (converter_ == nullptr) {
      SwrContext* converter = nullptr;
      ::swr_alloc_set_opts2(&converter, &frame_->ch_layout, AV_SAMPLE_FMT_FLT, frame_->sample_rate,
                            &frame_->ch_layout, static_cast<AVSampleFormat>(frame_->format),
                            frame_->sample_rate, 0, nullptr);
      converter_.reset(converter);
      if (::swr_init(converter_.get()) < 0) {
        throw DecodeError{"its sound cannot be decoded"};
      }
    }
    if (!first_time_ && frame_->best_effort_timestamp != AV_NOPTS_VALUE) {
      first_time_ = frame_->best_effort_timestamp;
    }
    pending_.resize(static_cast<std::size_t>(frame_->nb_samples) *
                    static_cast<std::size_t>(info_.n_channels));
    next_ = 0;
    auto* out = reinterpret_cast<std::uint8_t*>(pending_.data());
    const int n =
        ::swr_convert(converter_.get(), &out, frame_->nb_samples,
                      const_cast<const std::uint8_t**>(frame_->extended_data), frame_->nb_samples);
    pending_.resize(static_cast<std::size_t>(std::max(n, 0)) *
                    static_cast<std::size_t>(info_.n_channels));
    return !pending_.empty();
  }

  bool skip(std::int64_t n_frames) {
    auto n_left = static_cast<std::size_t>(n_frames) * static_cast<std::size_t>(info_.n_channels);
    while (n_left > 0 && (next_ < pending_.size() || decode_frame())) {
      const std::size_t n = std::min(n_left, pending_.size() - next_);
      next_ += n;
      n_left -= n;
    }
    return n_left == 0;
  }

  SourceWindow window_;
  StreamInfo info_;
  Owned<AVIOContext> io_;
  Owned<AVFormatContext> format_;
  Owned<AVCodecContext> codec_;
  Owned<SwrContext> converter_;
  Owned<AVPacket> packet_;
  Owned<AVFrame> frame_;
  unsigned stream_ = 0;
  std::vector<float> pending_;
  std::size_t next_ = 0;                    // first of pending_ not yet given
  std::optional<std::int64_t> first_time_;  // of the first frame since the last seek
  bool met_damage_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_libav_decoder(ByteSource& source, const Content& content) {
  return std::make_unique<LibavDecoder>(source, content);
}

}  // namespace earmark::audio
