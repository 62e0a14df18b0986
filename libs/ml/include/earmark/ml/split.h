#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::ml {

/// What decides which rows train and which test.
struct SplitRule {
  enum class Kind { kByArtist, kByTrack, kRandomSegments, kColumn };

  Kind kind = Kind::kByArtist;
  std::string column;  ///< for kColumn: the column of the tracks' CSV

  /// Reads "by-artist", "by-track", "random-segments" or "column:NAME".
  /// @throws std::invalid_argument  anything else
  [[nodiscard]] static SplitRule parse(std::string_view text);
  [[nodiscard]] std::string name() const;
};

/// Row numbers, each list ascending.
struct Split {
  std::vector<std::size_t> train;
  std::vector<std::size_t> valid;  ///< to choose by while training; only a column names such rows
  std::vector<std::size_t> test;
};

/// What the rules look at, a value a row.
struct SplitRows {
  std::span<const std::string> track;
  std::span<const std::string> artist;  ///< "" where unknown
  std::span<const std::string> column;  ///< for kColumn: "train", or "valid" or "test"
  std::span<const int> y;               ///< the class
};

/// What a figure measured under this rule on these rows is worth, for print beside it, such as
/// "same songs in train and test" for random-segments. It says where artists are unknown.
/// @throws std::invalid_argument  spans whose lengths differ
[[nodiscard]] std::string protocol(const SplitRule& rule, const SplitRows& rows);

/// Splits rows into train and test.
///
/// by-artist and by-track keep groups whole and classes in proportion: of round(1 / f) folds
/// (stratified_group_folds), where f is test_fraction or, above one half, the share left to train,
/// one is set apart whose share of the rows is nearest f, equals being told apart by the seed.
/// random-segments draws rows class by class. A column's rows "train", "valid" and "test" become
/// those lists, and others take no part.
///
/// @param test_fraction  about this share of the rows tests, 0 < test_fraction < 1; not for kColumn
/// @throws std::invalid_argument  spans whose lengths differ or a bad fraction
/// @throws TableError             fewer than two groups, nothing to train on or nothing kept apart
[[nodiscard]] Split make_split(const SplitRule& rule, const SplitRows& rows, double test_fraction,
                               std::uint64_t seed);

/// k folds that keep each group whole and spread each class as evenly as whole groups allow: the
/// groups, shuffled by the seed and then ordered by how unevenly they fill classes, go one by one
/// to the fold where the spread of class shares grows least (sklearn's StratifiedGroupKFold).
///
/// @param groups  one a row
/// @param y       class of each row, >= 0
/// @return        the fold of each row, in [0, n_folds)
/// @throws std::invalid_argument  lengths that differ, n_folds < 2 or more folds than groups
[[nodiscard]] std::vector<int> stratified_group_folds(std::span<const std::string> groups,
                                                      std::span<const int> y, int n_folds,
                                                      std::uint64_t seed);

/// The groups that a rule keeps whole: artists (ArtistGroups of these rows), tracks or single rows.
[[nodiscard]] std::vector<std::string> group_names(const SplitRule& rule, const SplitRows& rows);

/// Train: rows of all other folds; test: rows of `fold`.
[[nodiscard]] Split fold_split(std::span<const int> folds, int fold);

}  // namespace earmark::ml
