#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark::ml {

/// One segment of a prepared data set: a row of each of its files.
struct PreparedSegment {
  std::string filename;  ///< "track.segment.wav", the first column of the feature table
  std::string track;     ///< id of its track
  std::size_t segment = 0;
  double start_s = 0.0;
  std::string genre;
  std::string artist;
  std::string source;
  std::string split;
  bool excerpt = false;  ///< from a clip shorter than one segment or marked as an excerpt
  std::map<std::string, std::string> others;  ///< the list of tracks' further columns by name

  /// The id of the track that this one is an altered copy of, such as a crop: the list's column
  /// `copy_of`; "" for an original.
  [[nodiscard]] std::string copy_of() const {
    const auto found = others.find("copy_of");
    return found == others.end() ? "" : found->second;
  }
};

/// Each segment's value of a column of the list of tracks: `split`, `source` or a further one.
/// @throws TableError  there is no such column; the message lists those there are
[[nodiscard]] std::vector<std::string> column_of(std::span<const PreparedSegment> segments,
                                                 const std::string& name);

/// One track of a prepared data set, as manifest.json has it.
struct PreparedTrack {
  std::string id;
  std::string file;
  std::string sha256;  ///< of the file; "" where it could not be read
  std::uint64_t size = 0;
  std::size_t n_segments = 0;
  std::string error;  ///< why it has no segments; "" where it has
};

/// What a prepared data set's numbers are. A change of any of it makes another data set.
struct PreparedRecipe {
  std::string version;                     ///< of the feature recipe
  std::vector<std::string> feature_names;  ///< [n_features], the columns that are learned from
  std::size_t n_frames = 130;              ///< of a tensor
  std::size_t n_mfcc = 13;
  std::string trunks = {};      ///< which networks an embedding comes from; "" where there is none
  std::size_t n_embedding = 0;  ///< values of an embedding; 0 where there is none

  [[nodiscard]] std::size_t tensor_size() const { return n_frames * n_mfcc; }
  /// Whether the features and tensors are made alike, whatever the embeddings.
  [[nodiscard]] bool has_features_of(const PreparedRecipe& other) const {
    return version == other.version && feature_names == other.feature_names &&
           n_frames == other.n_frames && n_mfcc == other.n_mfcc;
  }
  bool operator==(const PreparedRecipe&) const = default;
};

/// Which arrays to load; segments and manifest always are.
struct PreparedParts {
  bool features = true;
  bool tensors = true;
  bool embeddings = true;  ///< where there are any
};

/// A prepared data set, as PreparedWriter leaves it on disk (docs/formats/prepared-data.md).
struct PreparedData {
  PreparedRecipe recipe;
  std::vector<PreparedTrack> tracks;
  std::vector<PreparedSegment> segments;  ///< [n_segments], sorted as the tracks are
  std::vector<float> feature_values;      ///< [n_segments, n_features]; empty if not loaded
  std::vector<float> tensor_values;       ///< [n_segments, n_frames, n_mfcc]; empty if not loaded
  std::vector<float> embedding_values;    ///< [n_segments, n_embedding]; empty if not loaded

  /// @throws std::logic_error  the part was not loaded
  [[nodiscard]] MatrixView<const float> features() const;
  /// A row a segment: its tensor, frame by frame. @throws std::logic_error  as features()
  [[nodiscard]] MatrixView<const float> tensors() const;
  /// A row a segment, of no values where the data have no embeddings.
  /// @throws std::logic_error  as features()
  [[nodiscard]] MatrixView<const float> embeddings() const;

  /// column_of() all segments. @throws TableError  as that
  [[nodiscard]] std::vector<std::string> column(const std::string& name) const;

  /// @throws TableError  the folder holds no prepared data set, or its files do not fit each other
  [[nodiscard]] static PreparedData load(const std::filesystem::path& dir,
                                         const PreparedParts& parts = {});
};

}  // namespace earmark::ml
