#include "altered_copies.h"

#include "earmark/augment/changes.h"
#include "earmark/augment/encode.h"
#include "earmark/augment/read_sound.h"
#include "earmark/base/sha256.h"
#include "earmark/command_line/interrupt.h"

namespace earmark::cli {
namespace {

constexpr const char* kCopyOf = "copy_of";
constexpr std::size_t kMarkDigits = 8;

/// Of what is drawn, and from which seed.
std::string mark_of(const CopiesConfig& config) {
  const std::string all = std::to_string(config.seed) + '\n' + config.text;
  return sha256_hex(std::as_bytes(std::span{all})).substr(0, kMarkDigits);
}

bool is_copy(const ml::Track& track) {
  const auto found = track.others.find(kCopyOf);
  return found != track.others.end() && !found->second.empty();
}

}  // namespace

std::vector<AlteredCopy> altered_copies(std::span<const ml::Track> tracks,
                                        const std::set<std::string>& trained,
                                        const CopiesConfig& config) {
  const std::string mark = mark_of(config);
  std::vector<AlteredCopy> copies;
  for (const ml::Track& track : tracks) {
    if (is_copy(track) || !trained.contains(track.id)) {
      continue;
    }
    for (std::size_t number = 1; number <= config.n_copies; ++number) {
      AlteredCopy& copy = copies.emplace_back();
      copy.track = track;
      copy.track.id = track.id + '~' + mark + '.' + std::to_string(number);
      copy.track.others[kCopyOf] = track.id;
      copy.seed = augment::song_seed(config.seed, track.id, number);
    }
  }
  return copies;
}

std::vector<std::byte> altered_sound(const AlteredCopy& copy, const augment::Ranges& ranges) {
  augment::ReadSound read = augment::read_sound(copy.track.file);
  const augment::ChangedSound changed =
      augment::apply(std::move(read.sound), augment::draw(ranges, copy.seed), copy.seed,
                     [] { throw_if_interrupted(); });
  return augment::encode(changed.sound, augment::FileFormat::wav);
}

}  // namespace earmark::cli
