#include <algorithm>
#include <cmath>
#include <numeric>

#include "axes.h"
#include "earmark/plot/result_pictures.h"
#include "require.h"

namespace earmark::plot {
namespace {

struct Confusion {
  PictureOptions options;
  Panel panel;
  std::vector<std::size_t> counts;
};

constexpr double kLabelSize = 13;
constexpr double kAxisLabelRoom = 30;

void draw_cell(Canvas& canvas, const Palette& palette, const Rect& cell, std::size_t count,
               double share) {
  const Colour colour = mixed(palette.area, palette.full, share);
  canvas.fill(cell, colour);
  const bool light_text =
      contrast(colour, Colour::of(0xffffff)) > contrast(colour, Colour::of(0x000000));
  const Font font{std::clamp(cell.height * 0.4, 8.0, 16.0),
                  count == 0 ? palette.faint_text : Colour::of(light_text ? 0xffffff : 0x000000)};
  const std::string text = std::to_string(count);
  if (font.size + 2 < cell.height && text_width(text, font) + 4 < cell.width) {
    canvas.text({cell.left + cell.width / 2, cell.top + cell.height / 2}, text, font,
                {Align::kMiddle, Align::kMiddle});
  }
}

void draw(Canvas& canvas, const Confusion& confusion) {
  const Palette& palette = palette_of(confusion.options.theme);
  const Panel& panel = confusion.panel;
  const Rect& area = panel.area;
  const std::size_t n = panel.y.ticks.size();
  draw_background(canvas, confusion.options, kMargin);
  const double width = area.width / static_cast<double>(n);
  const double height = area.height / static_cast<double>(n);
  for (std::size_t r = 0; r < n; ++r) {
    const auto* const row = confusion.counts.data() + r * n;
    const auto total = std::accumulate(row, row + n, 0.0);
    for (std::size_t c = 0; c < n; ++c) {
      const Rect cell{area.left + static_cast<double>(c) * width + 0.5,
                      area.top + static_cast<double>(r) * height + 0.5, width - 1, height - 1};
      draw_cell(canvas, palette, cell, row[c], total > 0 ? static_cast<double>(row[c]) / total : 0);
    }
    const double y = area.top + (static_cast<double>(r) + 0.5) * height;
    const Font font{std::min(kLabelSize, std::max(6.0, height)), palette.text};
    canvas.text({area.left - 8, y}, panel.y.ticks[r].text, font, {Align::kEnd, Align::kMiddle});
    const double x = area.left + (static_cast<double>(r) + 0.5) * width;
    canvas.text({x, area.bottom() + 8}, panel.x.ticks[r].text, font,
                {Align::kEnd, Align::kMiddle, true});
  }
  canvas.text({area.left + area.width / 2, static_cast<double>(confusion.options.height) - 10},
              panel.x.label, {kTextSize, palette.faint_text}, {Align::kMiddle, Align::kEnd});
  canvas.text({kMargin / 2 + 2, area.top + area.height / 2}, panel.y.label,
              {kTextSize, palette.faint_text}, {Align::kMiddle, Align::kStart, true});
}

}  // namespace

Picture confusion_picture(const std::vector<std::string>& labels, std::vector<std::size_t> counts,
                          const PictureOptions& options) {
  options.validate();
  const std::size_t n = labels.size();
  require(n >= 1 && counts.size() == n * n,
          "confusion_picture: counts must be [n_classes, n_classes], n_classes >= 1");
  const auto height = static_cast<double>(options.height);
  double widest = 0;
  std::vector<Tick> ticks;
  for (const std::string& label : labels) {
    const std::string shown = shortened(label, {kLabelSize, {}}, height / 3);
    widest = std::max(widest, text_width(shown, {kLabelSize, {}}));
    ticks.push_back({static_cast<double>(ticks.size()), shown});
  }
  const double room = std::ceil(widest + 12 + kAxisLabelRoom);
  const double top = top_room(options);
  // Cells are square where the picture lets them be, never much wider than high.
  const double cells_height = height - top - room;
  const double cells_width =
      std::min(static_cast<double>(options.width) - room - kMargin, 2.2 * cells_height);
  const Scale scale{ScaleKind::kLinear, -0.5, static_cast<double>(n) - 0.5};
  Confusion confusion{options,
                      {.area = {room, top, std::floor(cells_width), std::floor(cells_height)},
                       .x = {scale, "Answer", "", ticks},
                       .y = {scale, "True class", "", ticks},
                       .name = ""},
                      std::move(counts)};
  std::vector places{place_of(confusion.panel)};
  return {options, [confusion = std::move(confusion)](Canvas& canvas) { draw(canvas, confusion); },
          std::move(places)};
}

}  // namespace earmark::plot
