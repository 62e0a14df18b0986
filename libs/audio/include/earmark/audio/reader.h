#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace earmark::audio {

/// What a sound's header says about it.
struct StreamInfo {
  int sample_rate = 0;  ///< Hz, 1000 to 768000
  int n_channels = 0;   ///< 1 to 64
  /// Length in frames (one sample of each channel) that the header claims. It is not believed:
  /// reading ends where the sound ends. Absent where the header says nothing.
  std::optional<std::int64_t> n_frames;
  std::string format;  ///< such as "wav", "mp3", "ogg vorbis"
};

/// Decodes one sound, block by block, in memory that does not grow with its length.
///
/// The format is told by the content, never by the name: WAV (also RF64, W64), AIFF, AU, FLAC,
/// MP3, Ogg Vorbis, Ogg Opus, Ogg FLAC, and m4a where built with EARMARK_WITH_LIBAV.
/// `docs/formats/audio.md` lists the variants. Samples are floats; whole-number formats lie in
/// [-1, 1), the others may exceed it.
///
/// A damaged sound yields what can be decoded, and warnings() says so.
/// Not thread-safe; readers of different threads do not disturb each other.
class Reader {
 public:
  /// @throws DecodeError  kind "not_found", "permission", "unsupported" (a known format that this
  ///                      build does not read, or not a regular file) or "decode" (empty, not a
  ///                      sound, damaged from the start, outside the limits of StreamInfo)
  [[nodiscard]] static Reader open(const std::filesystem::path& path);

  /// Reads a file's content from memory; `bytes` must outlive the reader.
  /// @throws DecodeError  as open()
  [[nodiscard]] static Reader from_memory(std::span<const std::byte> bytes);

  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] const StreamInfo& info() const;

  /// What messages call the sound: the path it was opened by, else "the sound".
  [[nodiscard]] const std::string& name() const;

  /// Reads the next frames, channels interleaved.
  ///
  /// @param interleaved  room for at least one frame; what does not make a whole frame stays as
  ///                     it was
  /// @return  frames read, 0 at the end
  /// @throws DecodeError            kind "decode": a sample is NaN or infinite; the next call goes
  ///                                on after the block that holds it
  /// @throws std::invalid_argument  no room for one frame
  [[nodiscard]] std::size_t read(std::span<float> interleaved);

  /// Goes to a frame counted from the start, without decoding what lies before it where the
  /// format allows.
  /// @return  false when the sound does not reach that far; the position is then the end, until
  ///          another seek succeeds
  /// @throws std::invalid_argument  frame is negative
  [[nodiscard]] bool seek(std::int64_t frame);

  /// What a listener should know: sentences about damage met so far.
  [[nodiscard]] const std::vector<std::string>& warnings() const;

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace earmark::audio
