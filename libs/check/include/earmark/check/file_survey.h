#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "earmark/ml/sound_words.h"

namespace earmark::check {

/// What one reading of a file tells.
struct FileSurvey {
  bool heard = false;           ///< whether the file itself was read, not what others made of it
  std::string error_kind = {};  ///< DecodeError's; "" where all is well
  std::string error = {};       ///< why it cannot be used
  std::vector<std::string> damage = {};  ///< sentences about what could not be decoded
  std::string sha256 = {};               ///< of the file; "" where unknown

  int sample_rate = 0;                     ///< Hz, as the header says; 0 where unknown
  std::optional<int> resampled_from = {};  ///< Hz: a lower rate, at whose half the spectrum ends
  double duration_s = 0.0;                 ///< of what could be decoded
  double peak = 0.0;                       ///< the largest magnitude; 1 is full scale
  double clipped_share = 0.0;              ///< of the samples, 0 to 1
  bool channels_cancel = false;            ///< their mean does: the louder one was analysed
  std::size_t n_segments = 0;              ///< of 3 s
  std::size_t n_silent = 0;                ///< of these, under -80 dBFS

  std::vector<double> features =
      {};                     ///< [57], means over the segments that sound; empty if none does
  ml::SoundWords words = {};  ///< of those segments
};

/// Reads files once each, block by block: levels, clipping and channels of what lies in the file,
/// and of what models hear (mono at 22,050 Hz, segments of 3 s) the features, the fingerprint and
/// where the spectrum ends. Memory grows with a song by the fingerprint alone, 86 bytes a second.
///
/// Immutable and thread-safe.
class FileSurveyor {
 public:
  FileSurveyor();
  ~FileSurveyor();
  FileSurveyor(const FileSurveyor&) = delete;
  FileSurveyor& operator=(const FileSurveyor&) = delete;

  /// Working memory of survey(), some 6 MB, owned by the caller, one for each thread.
  class Scratch {
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

   private:
    friend class FileSurveyor;
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
  };

  /// What cannot be read is told by the result, not thrown.
  /// @param on_block  called now and then; what it throws passes through
  [[nodiscard]] FileSurvey survey(const std::filesystem::path& file, Scratch& scratch,
                                  const std::function<void()>& on_block = {}) const;

 private:
  struct Plans;
  std::unique_ptr<const Plans> plans_;
};

}  // namespace earmark::check
