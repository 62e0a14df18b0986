#include "evaluation_pictures.h"

#include <algorithm>

#include "earmark/command_line/text_layout.h"
#include "earmark/plot/result_pictures.h"

namespace earmark::cli {

std::vector<std::pair<std::string, plot::Picture>> evaluation_pictures(
    const Evaluation& evaluation) {
  constexpr std::size_t kSide = 800;  // pixels: a square, which both are at their best in
  const plot::PictureOptions options{.width = kSide,
                                     .height = kSide,
                                     .title = evaluation.bundle.name + ": " +
                                              counted(evaluation.tracks.size(), "track", "tracks")};
  std::vector<std::pair<std::string, plot::Picture>> pictures;
  pictures.emplace_back("confusion", plot::confusion_picture(evaluation.bundle.genres,
                                                             evaluation.confusion, options));
  if (std::ranges::any_of(evaluation.reliability,
                          [](const ml::ReliabilityBin& bin) { return bin.count > 0; })) {
    pictures.emplace_back("reliability",
                          plot::reliability_picture(evaluation.reliability, options));
  }
  return pictures;
}

}  // namespace earmark::cli
