#include "earmark/audio/reader.h"

#include <array>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "all_finite.h"
#include "byte_source.h"
#include "decoder.h"
#include "earmark/base/errors.h"
#include "earmark/base/length_text.h"
#include "sniff.h"

namespace earmark::audio {
namespace {

constexpr int kMinRate = 1000;
constexpr int kMaxRate = 768000;
constexpr int kMaxChannels = 64;

std::string to_text(const char* format, double value) {
  std::array<char, 64> text{};
  (void)std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

void require_limits(std::int64_t n_channels, double sample_rate) {
  if (n_channels < 1 || n_channels > kMaxChannels) {
    throw DecodeError{"its header says " + std::to_string(n_channels) +
                      " channels, and 1 to 64 can be read"};
  }
  if (!(sample_rate >= kMinRate && sample_rate <= kMaxRate)) {
    throw DecodeError{"its header says a sampling rate of " + to_text("%.10g", sample_rate) +
                      " Hz, and 1 kHz to 768 kHz can be read"};
  }
}

std::unique_ptr<Decoder> make_decoder(ByteSource& source, const Content& content) {
  if (content.format == "mp3") {
    return make_mpeg_decoder(source, content);
  }
  if (content.format == "ogg vorbis") {
    return make_vorbis_decoder(source, content);
  }
  if (content.format == "m4a" || content.format == "aac") {
    return make_libav_decoder(source, content);
  }
  return make_sndfile_decoder(source, content);
}

}  // namespace

struct Reader::State {
  std::string name;
  std::unique_ptr<ByteSource> source;
  std::unique_ptr<Decoder> decoder;
  StreamInfo info;
  std::int64_t position = 0;
  bool lost = false;  // a seek failed: wherever the decoder is, reading gives nothing
  bool told_end = false;
  bool told_damage = false;
  bool told_failure = false;
  std::vector<std::string> warnings;

  State(std::string sound, std::unique_ptr<ByteSource> bytes)
      : name{std::move(sound)}, source{std::move(bytes)} {
    try {
      const Content content = sniff(*source);
      // Before a decoder makes room for what the header says.
      require_limits(content.claims.n_channels.value_or(1),
                     content.claims.sample_rate.value_or(kMinRate));
      decoder = make_decoder(*source, content);
      info = decoder->info();
      require_limits(info.n_channels, info.sample_rate);
      if (content.claims.n_frames) {
        info.n_frames = content.claims.n_frames;
      }
      if (content.is_cut) {
        warnings.emplace_back("the sound is cut off: its last page is missing");
      }
    } catch (const DecodeError& error) {
      const bool disk_failed = source->error_number() != 0;
      throw DecodeError{disk_failed ? "decode" : error.kind(),
                        "cannot read " + name + ": " + (disk_failed ? disk_error() : error.what())};
    }
  }

  [[nodiscard]] std::string disk_error() const {
    return std::generic_category().message(source->error_number());
  }

  [[nodiscard]] std::string place() const { return seconds_text(position, info.sample_rate); }

  void note_failure() {
    if (source->error_number() != 0 && !std::exchange(told_failure, true)) {
      warnings.push_back("the file cannot be read after " + place() + " (" + disk_error() +
                         "); what could be read is used");
    }
  }

  void note_damage() {
    if (decoder->met_damage() && !std::exchange(told_damage, true)) {
      warnings.push_back("the sound is damaged near " + place() +
                         "; what could be decoded is used");
    }
  }

  void note_end() {
    if (!std::exchange(told_end, true) && info.n_frames && position < *info.n_frames) {
      const auto [got, claimed] = length_texts(position, *info.n_frames, info.sample_rate);
      warnings.push_back("the sound ends early: after " + got + " of " + claimed);
    }
  }
};

Reader::Reader(std::unique_ptr<State> state) : state_{std::move(state)} {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Reader Reader::open(const std::filesystem::path& path) {
  return Reader{std::make_unique<State>(path.string(), open_file(path))};
}

Reader Reader::from_memory(std::span<const std::byte> bytes) {
  return Reader{std::make_unique<State>("the sound", view_memory(bytes))};
}

const StreamInfo& Reader::info() const { return state_->info; }

const std::string& Reader::name() const { return state_->name; }

const std::vector<std::string>& Reader::warnings() const { return state_->warnings; }

std::size_t Reader::read(std::span<float> interleaved) {
  const auto n_channels = static_cast<std::size_t>(info().n_channels);
  const std::size_t n_asked = interleaved.size() / n_channels;
  if (n_asked == 0) {
    throw std::invalid_argument("Reader::read: interleaved must hold at least one frame");
  }
  if (state_->lost) {
    return 0;
  }
  const std::size_t n = state_->decoder->read(interleaved.first(n_asked * n_channels));
  const std::int64_t begin = state_->position;
  state_->position += static_cast<std::int64_t>(n);
  if (!all_finite(interleaved.first(n * n_channels))) {
    throw DecodeError{"cannot read " + state_->name + ": near " +
                      seconds_text(begin, info().sample_rate) + " a sample is not a finite number"};
  }
  state_->note_damage();
  state_->note_failure();
  if (n == 0) {
    state_->note_end();
  }
  return n;
}

bool Reader::seek(std::int64_t frame) {
  if (frame < 0) {
    throw std::invalid_argument("Reader::seek: frame must be >= 0");
  }
  if (frame == state_->position && !state_->lost) {
    return true;
  }
  state_->lost = !state_->decoder->seek(frame);
  state_->note_failure();
  if (!state_->lost) {
    state_->position = frame;
  }
  return !state_->lost;
}

}  // namespace earmark::audio
