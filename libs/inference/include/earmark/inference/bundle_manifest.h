#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/features/recipe.h"
#include "earmark/inference/music_rule.h"

namespace earmark::inference {

/// Bounds of a member's weight: beyond them one member would answer alone.
inline constexpr double kMinMemberWeight = 1e-3;
inline constexpr double kMaxMemberWeight = 1e3;

/// A model file of a bundle.
struct MemberEntry {
  std::string name;    ///< as in `--members`, unique within the bundle
  std::string kind;    ///< "forest", "naive-bayes", "cnn" or "tagger"
  std::string file;    ///< plain name of a file in the bundle's folder
  std::string sha256;  ///< 64 lower-case hexadecimal digits
  double weight = 1;   ///< in the ensemble's mean, in [kMinMemberWeight, kMaxMemberWeight]
};

/// A network that members of the kind "tagger" hear through: its values for a segment are a part
/// of the segment's embedding.
struct TrunkEntry {
  std::string kind;    ///< "musicnn" or "ced"
  std::string file;    ///< plain name of a file in the bundle's folder
  std::string sha256;  ///< 64 lower-case hexadecimal digits
  std::string notice;  ///< plain name of the file with its licence's notice; "" for none
};

/// The file that tells what the models learned from (InputReference).
struct InputsEntry {
  std::string file;    ///< plain name of a file in the bundle's folder
  std::string sha256;  ///< 64 lower-case hexadecimal digits
};

/// Members that answer together when nothing else is asked for.
struct Profile {
  std::string name;
  std::vector<std::string> members;
};

/// What turns the mean probabilities of one choice of members into honest ones.
struct Calibration {
  std::vector<std::string> members;  ///< the choice that it was fitted for
  double temperature = 1;            ///< in [ml::kMinTemperature, ml::kMaxTemperature]; p becomes
                                     ///< p^(1/T), scaled to add to 1
  double unsure_below = 0;           ///< in [0, 1]; a lower highest probability is unsure
};

/// A measured accuracy with what it was measured on.
struct Figure {
  std::string data;      ///< such as "tracks.csv, rows valid"
  std::string protocol;  ///< such as "by-artist" or "random-segments"
  std::vector<std::string> members;
  std::size_t n_tracks = 0;
  double accuracy = 0;
  std::optional<std::array<double, 2>> accuracy_ci95;
  std::string note;  ///< what the figure is worth, for a reader
};

/// The content of bundle.json (docs/formats/bundle.md).
struct BundleManifest {
  std::string name;
  std::string version;
  std::vector<std::string> genres;               ///< 2 to 254 different ml::is_genre_name
  std::string recipe{features::kRecipeVersion};  ///< of the values that the members learned from
  std::vector<double> priors;                    ///< [n_genres], adding to 1: the answer to silence
  std::vector<TrunkEntry> trunks;  ///< one of each kind at most, in the embedding's order
  std::vector<MemberEntry> members;
  std::vector<Profile> profiles;  ///< the first is the default
  std::vector<Calibration> calibrations;
  std::optional<MusicRule> music;     ///< none: all that is not silent is music
  std::optional<InputsEntry> inputs;  ///< none: drift from what was learned cannot be told
  std::string unsure_rule;            ///< how unsure_below was chosen, for a reader
  std::vector<Figure> figures;

  /// @param where  the file's name in messages
  /// @throws BundleError  not JSON, a field that is missing, unknown or out of range, or a recipe
  ///                      other than features::kRecipeVersion
  [[nodiscard]] static BundleManifest parse(std::string_view json, std::string_view where);

  /// Indented JSON; parse() gives the same manifest again.
  [[nodiscard]] std::string to_json() const;

  /// @throws BundleError  as parse(), for one built in a program
  void validate(std::string_view where) const;

  /// Names of the files that are the bundle, bundle.json first.
  [[nodiscard]] std::vector<std::string> files() const;

  /// @throws BundleError  no such member; the message lists those there are
  [[nodiscard]] const MemberEntry& member(std::string_view wanted) const;

  /// The members of a profile, or of the default one where `wanted` is empty.
  /// @throws BundleError  no such profile; the message lists those there are
  [[nodiscard]] const std::vector<std::string>& profile(std::string_view wanted) const;

  /// The calibration fitted for exactly these members in any order; none where there is none.
  [[nodiscard]] std::optional<Calibration> calibration(
      const std::vector<std::string>& chosen) const;
};

/// Reads a rule for music alone, as in bundle.json. @throws BundleError  as BundleManifest::parse
[[nodiscard]] MusicRule parse_music_rule(std::string_view json, std::string_view where);

/// Reads figures alone: a list as in bundle.json. @throws BundleError  as BundleManifest::parse
[[nodiscard]] std::vector<Figure> parse_figures(std::string_view json, std::string_view where);

}  // namespace earmark::inference
