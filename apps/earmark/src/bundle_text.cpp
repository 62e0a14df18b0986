#include "bundle_text.h"

#include <algorithm>

#include "text_layout.h"
#include "usage.h"

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

std::string figure_text(const inference::Figure& figure, const Terminal& terminal) {
  std::string text = "  " + percent(figure.accuracy) + " right";
  if (figure.accuracy_ci95) {
    text += " (95 % interval " + whole_percent((*figure.accuracy_ci95)[0]) + " to " +
            whole_percent((*figure.accuracy_ci95)[1]) + ")";
  }
  text += "  " + enumerate(figure.members) + '\n';
  const std::string what = counted(figure.n_tracks, "track", "tracks") + " of " + figure.data +
                           ", " + figure.protocol + (figure.note.empty() ? "" : ": " + figure.note);
  return text + "         " + styled(terminal, Style::kDim, wrapped(what, terminal.width - 9, 9)) +
         '\n';
}

}  // namespace

std::string bundle_text(const inference::Bundle& bundle, const Terminal& terminal) {
  const BundleManifest& m = bundle.manifest();
  std::string text = styled(terminal, Style::kBold, m.name + ' ' + m.version) + "  " +
                     bundle.folder().string() + "\n\n" + members_text(bundle) + '\n';
  text += "  " + wrapped("genres: " + enumerate(m.genres), terminal.width - 2, 10) + '\n';
  for (const auto& profile : m.profiles) {
    text += "  profile " + profile.name + ": " + enumerate(profile.members) + '\n';
  }
  if (const auto calibration = m.calibration(m.profiles.front().members)) {
    text += "  " +
            wrapped("unsure under " + whole_percent(calibration->unsure_below) +
                        (m.unsure_rule.empty() ? "" : ": " + m.unsure_rule),
                    terminal.width - 2, 4) +
            '\n';
  }
  text += '\n';
  for (const auto& figure : m.figures) {
    text += figure_text(figure, terminal);
  }
  return text;
}

std::string bundle_line(const inference::Bundle& bundle) {
  const BundleManifest& m = bundle.manifest();
  std::vector<std::string> names;
  names.reserve(m.members.size());
  for (const auto& member : m.members) {
    names.push_back(member.name);
  }
  return m.name + ' ' + m.version + "  " + enumerate(names) + "  " + bundle.folder().string() +
         '\n';
}

}  // namespace earmark::cli
