#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "earmark/ml/prepared_data.h"
#include "earmark/ml/tracks.h"

namespace earmark::ml {

/// One segment as it comes from the analysis.
struct SegmentResult {
  double start_s = 0.0;
  double length = 0.0;  ///< the table's `length` column
  bool excerpt = false;
  std::vector<float> features;        ///< [n_features]
  std::vector<float> tensor;          ///< [n_frames, n_mfcc]
  std::vector<float> embedding = {};  ///< [n_embedding]
};

/// Says each segment's side, which takes the place of its track's `split`; none: the split stays.
using ChooseSides =
    std::function<std::vector<std::string>(std::span<const PreparedSegment> segments)>;

/// What a file is like, to tell whether another has come in its place.
struct FileMark {
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::string sha256;  ///< "" where it cannot be read
};

/// Builds a prepared data set track by track and survives being killed: each track's result lands
/// whole in DIR/cache as soon as it is given, and finish() puts the final files together, each
/// under its name only when complete. A run over the same folder takes up where the last one
/// ended.
///
///     PreparedWriter writer{dir, recipe};
///     for (track : tracks)                       // in any order, on any thread
///       if (!writer.is_done(track)) {
///         const FileMark mark = PreparedWriter::mark(track.file)  // before the file is read
///         writer.put(track, mark, segments)                  // or put_error(track, mark, why)
///       }
///     writer.finish(tracks);
///
/// is_done(), mark(), put() and put_error() are thread-safe for different tracks.
class PreparedWriter {
 public:
  /// Makes the folder where it does not exist.
  /// @throws IoError     it cannot be made or written to
  PreparedWriter(std::filesystem::path dir, PreparedRecipe recipe);

  /// Whether the cache has this track's segments by the same recipe from the same file: equal in
  /// size and time of last change or, where the time differs, in content. A track that failed is
  /// never done: what was wrong may have been put right. Genre and other labels may differ: they
  /// are no part of the result.
  [[nodiscard]] bool is_done(const Track& track) const;

  /// What a track's file is like now. Does not throw: size 0 and no hash where it is not there.
  [[nodiscard]] static FileMark mark(const std::filesystem::path& file);

  /// @param mark  taken before the file was read
  /// @return      false, and nothing is written, where the file's size or time of last change is no
  ///              longer as marked: the segments may be those of neither file
  /// @throws std::invalid_argument  a segment whose lengths do not fit the recipe
  /// @throws IoError                such as a full disk; the cache is then as it was
  [[nodiscard]] bool put(const Track& track, const FileMark& mark,
                         std::span<const SegmentResult> segments) const;
  void put_error(const Track& track, const FileMark& mark, const std::string& message) const;

  /// The segments of these tracks, as finish() will order them.
  /// @throws TableError  a track that is not in the cache
  [[nodiscard]] std::vector<PreparedSegment> segments(std::span<const Track> tracks) const;

  /// What the data set has come to.
  struct Summary {
    std::size_t n_tracks = 0;
    std::size_t n_failed = 0;
    std::size_t n_segments = 0;
  };

  /// Assembles features_3_sec.csv, features.npy, mfcc.npy, embedding.npy (where there are
  /// embeddings), segments.csv and manifest.json from the cache, tracks in the order given.
  /// manifest.json is taken away first and comes back last, so that files of two runs are never
  /// taken for one data set.
  /// @throws TableError  a track that is not in the cache, and as choose_sides
  /// @throws IoError     such as a full disk
  Summary finish(std::span<const Track> tracks, const ChooseSides& choose_sides = {}) const;

 private:
  [[nodiscard]] std::filesystem::path entry_path(const Track& track) const;
  [[nodiscard]] std::vector<std::filesystem::path> entry_paths(std::span<const Track> tracks) const;
  void write_entry(const Track& track, const FileMark& mark,
                   std::span<const SegmentResult> segments, const std::string& error) const;

  std::filesystem::path dir_;
  PreparedRecipe recipe_;
};

}  // namespace earmark::ml
