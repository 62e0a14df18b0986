#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "earmark/ml/prepared_data.h"

namespace earmark::ml {

/// The letters and digits of a name, in small letters: "Dr Dre" and "Dr. Dre" are one. Only ASCII
/// is folded; other UTF-8 is kept as it is, and so is a name without any letter or digit.
[[nodiscard]] std::string folded_name(std::string_view name);

/// Which of a list's artists are one, so that their tracks stay on one side.
///
/// Names are one where folded_name() is, words "the" and "and" left out. A name that begins with an
/// artist of the list and goes on with "&", "and", "feat", "ft", "featuring", "with", a comma or a
/// semicolon is that artist: "Bob Marley & the Wailers" where "Bob Marley" is in the list too, but
/// "Earth, Wind & Fire" alone where "Earth" is not. Of several such artists it is the one of the
/// shortest name. What is taken for one wrongly costs a little balance; what is not, honest
/// figures.
class ArtistGroups {
 public:
  /// @param artists  of the whole list, "" where unknown, in any order
  explicit ArtistGroups(std::span<const std::string> artists);

  /// All artists of the data, whoever takes part.
  [[nodiscard]] static ArtistGroups of(const PreparedData& data);

  /// What all names of an artist have in common: a folded_name(); "" for "".
  [[nodiscard]] std::string artist(const std::string& name) const;

  /// The group of a track that is to stay on one side: its artist or, where that is unknown, the
  /// track itself.
  [[nodiscard]] std::string group(const std::string& artist_name, const std::string& track) const;
  [[nodiscard]] std::string group(const PreparedSegment& segment) const;

 private:
  std::map<std::string, std::string> name_of_key_;  ///< the least folded_name() of each key
};

}  // namespace earmark::ml
