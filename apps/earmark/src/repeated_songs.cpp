#include "repeated_songs.h"

#include <map>
#include <set>
#include <string>

#include "earmark/command_line/text_layout.h"
#include "earmark/ml/sound_duplicates.h"

namespace earmark::cli {
namespace {

constexpr std::size_t kMostNamed = 20;

std::string sentence(const ml::Track& first, const ml::Track& second) {
  const std::string files = second.file.string() + " sounds like " + first.file.string();
  return first.genre == second.genre ? files + ": it is left out"
                                     : files + ", and their genres differ: both are left out";
}

}  // namespace

void remove_repeated_songs(Console& console, const ml::PreparedData& data,
                           std::vector<ml::Track>& tracks) {
  std::map<std::string, const ml::Track*> by_id;
  for (const ml::Track& track : tracks) {
    by_id[track.id] = &track;
  }
  std::set<std::string> gone;
  std::size_t n_pairs = 0;
  for (const ml::SoundDuplicate& pair : ml::find_sound_duplicates(data)) {
    const ml::Track& first = *by_id.at(pair.first);
    const ml::Track& second = *by_id.at(pair.second);
    if (first.genre == second.genre && gone.contains(pair.first)) {
      continue;
    }
    if (++n_pairs <= kMostNamed) {
      console.note(sentence(first, second));
    }
    gone.insert(pair.second);
    if (first.genre != second.genre) {
      gone.insert(pair.first);
    }
  }
  if (n_pairs > kMostNamed) {
    console.note("and " + counted(n_pairs - kMostNamed, "more such pair", "more such pairs"));
  }
  std::erase_if(tracks, [&](const ml::Track& track) { return gone.contains(track.id); });
}

}  // namespace earmark::cli
