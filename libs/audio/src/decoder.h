#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "byte_source.h"
#include "earmark/audio/reader.h"
#include "sniff.h"

namespace earmark::audio {

/// One way to decode sound. Not thread-safe.
class Decoder {
 public:
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  [[nodiscard]] virtual const StreamInfo& info() const = 0;
  /// @param interleaved  a whole number of frames, at least one
  /// @return  frames read; 0 at the end
  [[nodiscard]] virtual std::size_t read(std::span<float> interleaved) = 0;
  /// @return  false when the sound does not reach that far
  [[nodiscard]] virtual bool seek(std::int64_t frame) = 0;
  /// Whether something undecodable was met so far.
  [[nodiscard]] virtual bool met_damage() const = 0;

 protected:
  Decoder() = default;
};

// Each throws a DecodeError whose message begins in mid-sentence ("its header ..."). `source` must
// outlive the decoder.

/// libmpg123, for MPEG audio of layers 1 to 3.
[[nodiscard]] std::unique_ptr<Decoder> make_mpeg_decoder(ByteSource& source,
                                                         const Content& content);

/// libvorbisfile, for Ogg Vorbis.
[[nodiscard]] std::unique_ptr<Decoder> make_vorbis_decoder(ByteSource& source,
                                                           const Content& content);

/// libav, for AAC and for what lies in an m4a. Without EARMARK_WITH_LIBAV it throws kind
/// "unsupported", always.
[[nodiscard]] std::unique_ptr<Decoder> make_libav_decoder(ByteSource& source,
                                                          const Content& content);

/// libsndfile, for the other formats.
[[nodiscard]] std::unique_ptr<Decoder> make_sndfile_decoder(ByteSource& source,
                                                            const Content& content);

}  // namespace earmark::audio
