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

/// libsndfile, for everything but m4a. `source` must outlive the decoder.
/// @throws DecodeError  kind "decode"; the message begins in mid-sentence ("its header ...")
[[nodiscard]] std::unique_ptr<Decoder> make_sndfile_decoder(ByteSource& source,
                                                            const Content& content);

}  // namespace earmark::audio
