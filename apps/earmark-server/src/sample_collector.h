#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reference_request.h"

namespace earmark::server {

/// Makes songs of nested lists of numbers as a parser meets them. What is wrong throws
/// ProblemError.
class SampleCollector {
 public:
  /// @param field  what the list is called, in messages
  SampleCollector(std::string field, const ReferenceLimits& limits);

  void begin_list();
  /// @return  whether that was the outermost list
  bool end_list();
  void number(double value, bool is_whole);

  /// The songs, after the outermost list.
  [[nodiscard]] std::vector<SampledSong> take() { return std::move(songs_); }
  /// Whether the songs stood in a list of songs.
  [[nodiscard]] bool is_list() const { return shape_ == Shape::kSongs; }

  [[noreturn]] void refuse(const std::string& what) const;

 private:
  /// What the outermost list holds, as far as it is known.
  enum class Shape { kUnknown, kSamples, kFrames, kSongs };

  void end_frame(std::size_t length);
  void end_second();
  void finish_song();

  std::string field_;
  ReferenceLimits limits_;
  Shape shape_ = Shape::kUnknown;
  std::size_t depth_ = 0;
  std::size_t length_ = 0;        ///< numbers of the innermost list
  std::size_t frame_length_ = 0;  ///< of the song's frames; 0: it has none
  bool holds_frames_ = false;     ///< the second list that is open
  SampledSong song_;
  std::size_t n_song_ = 0;
  std::size_t n_all_ = 0;
  bool all_whole_ = true;
  double peak_ = 0;
  std::vector<SampledSong> songs_;
};

}  // namespace earmark::server
