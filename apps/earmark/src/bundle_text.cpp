#include "bundle_text.h"

#include <algorithm>

#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

using inference::BundleManifest;

std::string size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);
  return error ? "missing" : std::to_string((bytes + 1023) / 1024) + " kB";
}

std::string members_text(const inference::Bundle& bundle) {
  std::string text;
  for (const auto& member : bundle.manifest().members) {
    text += "  " + pad_right(member.name, 14) + pad_right(member.kind, 12) +
            pad_left(size_of(bundle.folder() / member.file), 9) + "  " + member.file + '\n';
  }
  return text;
}

std::string protocol_of(const inference::Figure& figure) {
  return counted(figure.n_tracks, "track", "tracks") + " of " + figure.data + ", " +
         figure.protocol + (figure.note.empty() ? "" : ": " + figure.note);
}

std::string figure_line(const inference::Figure& figure, const Terminal& terminal) {
  constexpr std::size_t kMembers = 27;
  std::string interval;
  if (figure.accuracy_ci95) {
    interval = whole_percent((*figure.accuracy_ci95)[0]) + " to " +
               whole_percent((*figure.accuracy_ci95)[1]);
  }
  return "    " + percent(figure.accuracy) + "  " + pad_left(interval, 14) + "  " +
         wrapped(enumerate(figure.members), terminal.width, kMembers, kMembers) + '\n';
}

/// Figures of one protocol stand together under its name.
std::string figures_text(const std::vector<inference::Figure>& figures, const Terminal& terminal) {
  std::string text;
  std::string protocol;
  for (const inference::Figure& figure : figures) {
    if (const std::string own = protocol_of(figure); own != protocol) {
      protocol = own;
      text += "\n  " + wrapped("Measured on " + own, terminal.width, 2, 2) + '\n';
      text += styled(terminal, Style::kDim, "    right  95 % interval  by") + '\n';
    }
    text += figure_line(figure, terminal);
  }
  return text;
}

}  // namespace

std::string bundle_text(const inference::Bundle& bundle, const Terminal& terminal) {
  const BundleManifest& m = bundle.manifest();
  std::string text = styled(terminal, Style::kBold, m.name + ' ' + m.version) + "  " +
                     bundle.folder().string() + "\n\n" + members_text(bundle) + '\n';
  text += "  " + wrapped("genres: " + enumerate(m.genres), terminal.width - 2, 10) + '\n';
  for (const auto& profile : m.profiles) {
    text += "  " +
            wrapped("profile " + profile.name + ": " + enumerate(profile.members), terminal.width,
                    4, 2) +
            '\n';
  }
  if (const auto calibration = m.calibration(m.profiles.front().members)) {
    text += "  " +
            wrapped("unsure under " + whole_percent(calibration->unsure_below) +
                        (m.unsure_rule.empty() ? "" : ": " + m.unsure_rule),
                    terminal.width - 2, 4) +
            '\n';
  }
  if (const auto inputs = bundle.read_inputs()) {
    text += "  inputs of " + counted(inputs->n_songs, "song", "songs") +
            ", for a service to compare with\n";
  }
  return text + figures_text(m.figures, terminal);
}

std::string bundle_line(const inference::Bundle& bundle, const Terminal& terminal) {
  const BundleManifest& m = bundle.manifest();
  std::vector<std::string> names;
  names.reserve(m.members.size());
  for (const auto& member : m.members) {
    names.push_back(member.name);
  }
  const std::string text = m.name + ' ' + m.version + "  " + enumerate(names);
  const std::string folder = bundle.folder().string();
  const bool fits = display_width(text) + 2 + display_width(folder) <= terminal.width;
  return text + (fits || !terminal.interactive ? "  " : "\n  ") + folder + '\n';
}

}  // namespace earmark::cli
