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

  /// What a figure measured under this rule is worth, for print beside it, such as "same songs in
  /// train and test" for random-segments.
  [[nodiscard]] std::string protocol() const;
};

/// Row numbers, each list ascending.
struct Split {
  std::vector<std::size_t> train;
  std::vector<std::size_t> test;
};

/// What the rules look at, a value a row.
struct SplitRows {
  std::span<const std::string> track;
  std::span<const std::string> artist;  ///< an empty artist makes its track a group of its own
  std::span<const std::string> column;  ///< for kColumn: "train", or "valid" or "test"
  std::span<const int> y;               ///< the class
};

/// Splits rows into train and test.
///
/// by-artist and by-track keep groups whole and classes in proportion (stratified_group_folds);
/// random-segments draws rows class by class; a column's rows "train" train, "valid" and "test"
/// test, and others take no part.
///
/// @param test_fraction  about this share of the rows tests, 0 < test_fraction < 1; not for kColumn
/// @throws std::invalid_argument  spans whose lengths differ or a bad fraction
/// @throws TableError             a side that comes out empty
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

/// The groups that a rule keeps whole: artists, with tracks standing in for empty ones; tracks; or
/// single rows.
[[nodiscard]] std::vector<std::string> group_names(const SplitRule& rule, const SplitRows& rows);

/// Train: rows of all other folds; test: rows of `fold`.
[[nodiscard]] Split fold_split(std::span<const int> folds, int fold);

}  // namespace earmark::ml
