#include "earmark/ml/artist_groups.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace earmark::ml {
namespace {

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_letter_or_digit(char c) {
  constexpr unsigned char kFirstBeyondAscii = 0x80;
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= kFirstBeyondAscii;
}

std::string letters_and_digits(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (is_letter_or_digit(small(c))) {
      text.push_back(small(c));
    }
  }
  return text;
}

struct Word {
  std::string text;        ///< its letters_and_digits()
  std::size_t begin = 0;   ///< in the name
  bool ends_part = false;  ///< a comma or semicolon follows
};

std::vector<Word> words_of(std::string_view name) {
  std::vector<Word> words;
  for (std::size_t at = name.find_first_not_of(' '); at != std::string_view::npos;) {
    const std::size_t end = std::min(name.find(' ', at), name.size());
    const std::string_view word = name.substr(at, end - at);
    words.push_back({letters_and_digits(word), at, word.back() == ',' || word.back() == ';'});
    at = name.find_first_not_of(' ', end);
  }
  return words;
}

bool joins(const Word& word, std::string_view name) {
  constexpr std::array<std::string_view, 5> kJoining{"and", "feat", "ft", "featuring", "with"};
  return std::ranges::find(kJoining, word.text) != kJoining.end() ||
         (word.text.empty() && name[word.begin] == '&');
}

/// What names of one artist share: the letters and digits without the words that come and go.
std::string key_of(std::string_view name) {
  std::string key;
  for (const Word& word : words_of(name)) {
    if (word.text != "the" && word.text != "and") {
      key += word.text;
    }
  }
  return key.empty() ? folded_name(name) : key;
}

/// Where a name may end so that it is one artist's, the shortest part first, without the whole.
std::vector<std::string_view> leading_parts(std::string_view name) {
  std::vector<std::string_view> parts;
  const std::vector<Word> words = words_of(name);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i - 1].ends_part || joins(words[i], name)) {
      parts.push_back(name.substr(0, name.find_last_not_of(' ', words[i].begin - 1) + 1));
    }
  }
  return parts;
}

}  // namespace

std::string folded_name(std::string_view name) {
  const std::string text = letters_and_digits(name);
  return text.empty() ? std::string{name} : text;
}

ArtistGroups::ArtistGroups(std::span<const std::string> artists) {
  for (const std::string& name : artists) {
    if (!name.empty()) {
      const std::string folded = folded_name(name);
      std::string& least = name_of_key_.try_emplace(key_of(name), folded).first->second;
      least = std::min(least, folded);
    }
  }
}

ArtistGroups ArtistGroups::of(const PreparedData& data) {
  std::vector<std::string> artists;
  artists.reserve(data.segments.size());
  for (const PreparedSegment& segment : data.segments) {
    artists.push_back(segment.artist);
  }
  return ArtistGroups{artists};
}

std::string ArtistGroups::artist(const std::string& name) const {
  std::vector<std::string_view> parts = leading_parts(name);
  parts.emplace_back(name);
  for (const std::string_view part : parts) {
    if (const auto found = name_of_key_.find(key_of(part)); found != name_of_key_.end()) {
      return found->second;
    }
  }
  return folded_name(name);
}

std::string ArtistGroups::group(const std::string& artist_name, const std::string& track) const {
  return artist_name.empty() ? "track " + track : "artist " + artist(artist_name);
}

std::string ArtistGroups::group(const PreparedSegment& segment) const {
  return group(segment.artist, segment.track);
}

}  // namespace earmark::ml
