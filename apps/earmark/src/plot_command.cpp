#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/join.h"
#include "earmark/command_line/progress.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/classifier.h"
#include "heap.h"
#include "output_file.h"
#include "picture_json.h"
#include "plot_song.h"
#include "plot_sound.h"
#include "subcommands.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

struct PlotFlags {
  std::string kind;
  std::vector<std::string> songs;
  std::string out;
  std::string theme = "light";
  std::string width = "1200";
  std::string height;
  std::string title;
  std::string start_s;
  std::string duration_s;
  std::string sr;
  std::string n_fft;
  std::string hop_length;
  std::string n_mels;
  std::string n_mfcc;
  std::string hop_s;
  std::string jobs;
  ClassifierFlags classifier;
  bool json = false;
  bool progress = false;
};

struct PlotKind {
  const char* name;
  const char* title;
  const char* flags;  ///< those of only_for() that it takes
  double height;
};

constexpr std::array kKinds{
    PlotKind{"waveform", "Waveform", "--start-s --duration-s --sr ", 500},
    PlotKind{"mel", "Mel spectrogram", "--start-s --duration-s --sr --n-fft --hop-length --n-mels ",
             500},
    PlotKind{"chroma", "Chroma", "--start-s --duration-s --sr --n-fft --hop-length ", 500},
    PlotKind{"hpss", "Harmonic and percussive parts",
             "--start-s --duration-s --sr --n-fft --hop-length --n-mels ", 640},
    PlotKind{"tempogram", "Tempogram", "--start-s --duration-s --sr --n-fft --hop-length --n-mels ",
             500},
    PlotKind{"mfcc", "Mel-frequency cepstral coefficients",
             "--start-s --duration-s --sr --n-fft --hop-length --n-mels --n-mfcc ", 500},
    PlotKind{"genres", "Genre over time", "--bundle --profile --members --hop-s --jobs ", 500},
    PlotKind{"compare", "Features of two songs", "", 640}};

/// @throws UsageError
const PlotKind& kind_of(const std::string& text) {
  std::vector<std::string> names;
  names.reserve(kKinds.size());
  for (const PlotKind& kind : kKinds) {
    names.emplace_back(kind.name);
  }
  const std::string name = parse_choice({"KIND", text}, names);
  return *std::ranges::find_if(kKinds, [&](const PlotKind& kind) { return kind.name == name; });
}

/// A flag that changes nothing would be taken for one that does.
/// @throws UsageError
void require_flags_of(const PlotKind& kind, const PlotFlags& flags) {
  const std::array<std::pair<const char*, const std::string*>, 12> given{
      {{"--start-s", &flags.start_s},
       {"--duration-s", &flags.duration_s},
       {"--sr", &flags.sr},
       {"--n-fft", &flags.n_fft},
       {"--hop-length", &flags.hop_length},
       {"--n-mels", &flags.n_mels},
       {"--n-mfcc", &flags.n_mfcc},
       {"--bundle", &flags.classifier.bundle},
       {"--profile", &flags.classifier.profile},
       {"--members", &flags.classifier.members},
       {"--hop-s", &flags.hop_s},
       {"--jobs", &flags.jobs}}};
  for (const auto& [name, text] : given) {
    const std::string word = std::string{name} + ' ';
    if (text->empty() || std::string{kind.flags}.find(word) != std::string::npos) {
      continue;
    }
    std::vector<std::string> kinds;
    for (const PlotKind& other : kKinds) {
      if (std::string{other.flags}.find(word) != std::string::npos) {
        kinds.emplace_back(other.name);
      }
    }
    throw UsageError(std::string{name} + " is for " + enumerate(kinds) + ", not for " + kind.name);
  }
  const std::size_t n_songs = std::string_view{kind.name} == "compare" ? 2 : 1;
  if (flags.songs.size() != n_songs) {
    throw UsageError(std::string{"earmark plot "} + kind.name + " draws " +
                     counted(n_songs, "sound", "sounds") + ", not " +
                     std::to_string(flags.songs.size()));
  }
}

/// @throws UsageError
plot::PictureFormat format_of(const std::string& out) {
  std::string ending = fs::path{out}.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending != ".png" && ending != ".svg") {
    throw UsageError("--out must end in .png or .svg, not " + out);
  }
  return ending == ".png" ? plot::PictureFormat::kPng : plot::PictureFormat::kSvg;
}

/// @throws UsageError
plot::PictureOptions options_of(const PlotKind& kind, const PlotFlags& flags) {
  plot::PictureOptions options;
  options.width = parse_count({"--width", flags.width}, plot::kMinWidth, plot::kMaxSide);
  options.height = flags.height.empty()
                       ? static_cast<std::size_t>(kind.height)
                       : parse_count({"--height", flags.height}, plot::kMinHeight, plot::kMaxSide);
  options.theme = parse_choice({"--theme", flags.theme}, {"light", "dark"}) == "dark"
                      ? plot::Theme::kDark
                      : plot::Theme::kLight;
  options.title = printable(flags.title);
  if (options.title.empty()) {
    options.title = kind.title;
    if (flags.songs.size() == 1) {
      options.title += ": " + printable(fs::path{flags.songs.front()}.filename().string());
    }
  }
  return options;
}

constexpr double kMaxSeconds = 1e6;

/// @throws UsageError
plot::SoundChartConfig chart_config_of(const PlotFlags& flags, plot::PictureOptions options) {
  const auto count = [](const char* name, const std::string& text, std::size_t otherwise,
                        std::size_t low, std::size_t high) {
    return text.empty() ? otherwise : parse_count({name, text}, low, high);
  };
  plot::SoundChartConfig config;
  config.sr = static_cast<double>(count("--sr", flags.sr, 22050, 1000, 192000));
  config.n_fft = count("--n-fft", flags.n_fft, config.n_fft, 16, 65536);
  config.hop_length = count("--hop-length", flags.hop_length,
                            std::min(config.hop_length, config.n_fft), 1, config.n_fft);
  config.n_mels = count("--n-mels", flags.n_mels, config.n_mels, 1, 1024);
  config.n_mfcc =
      count("--n-mfcc", flags.n_mfcc, std::min(config.n_mfcc, config.n_mels), 1, config.n_mels);
  config.start_s =
      flags.start_s.empty() ? 0 : parse_number({"--start-s", flags.start_s}, 0, kMaxSeconds);
  config.picture = std::move(options);
  return config;
}

/// @throws UsageError
PlotSound sound_of(const PlotFlags& flags, const plot::SoundChartConfig& config) {
  PlotSound sound{flags.songs.front(), static_cast<int>(config.sr), config.start_s, {}};
  if (!flags.duration_s.empty()) {
    sound.duration_s = parse_number({"--duration-s", flags.duration_s}, 0.001, kMaxSeconds);
  }
  return sound;
}

SoundPicture drawn(Console& console, const PlotKind& kind, const PlotFlags& flags,
                   const OnShare& on_share) {
  plot::PictureOptions options = options_of(kind, flags);
  const std::string name = kind.name;
  if (name == "compare") {
    return draw_comparison(flags.songs[0], flags.songs[1], options, on_share);
  }
  if (name == "genres") {
    const Setting hop = setting("--hop-s", flags.hop_s, "EARMARK_HOP_S");
    const double hop_s =
        hop.given() ? parse_number(hop, inference::kMinHopSeconds, inference::kSegmentSeconds)
                    : inference::kSegmentSeconds;
    const std::size_t n_jobs = jobs_of(flags.jobs);
    prepare_heap();
    return draw_genres(open_classifier(console, flags.classifier, true), flags.songs.front(), hop_s,
                       n_jobs, options, on_share);
  }
  const plot::SoundChartConfig config = chart_config_of(flags, std::move(options));
  return draw_sound(name, sound_of(flags, config), config, on_share);
}

ExitCode plot_sound(Console& console, const PlotFlags& flags) {
  const PlotKind& kind = kind_of(flags.kind);
  require_flags_of(kind, flags);
  const plot::PictureFormat format = format_of(flags.out);
  require_place_for(flags.out);
  Progress progress{console, "drawing", "", 1, flags.progress};
  const SoundPicture result =
      drawn(console, kind, flags, [&](double share) { progress.update(share); });
  write_file(flags.out, result.picture.encode(format));
  if (!result.warnings.empty()) {
    print_error(console, join(result.warnings, "; "));
  }
  if (flags.json) {
    console.print(picture_json(flags.kind, flags.out, result.picture));
  }
  return ExitCode::kOk;
}

void add_drawing_flags(CLI::App& sub, PlotFlags& flags) {
  sub.add_option("--out", flags.out, "The picture: a .png or .svg file")
      ->required()
      ->type_name("FILE");
  sub.add_option("--theme", flags.theme, "light or dark (default: light)")->type_name("NAME");
  sub.add_option("--width", flags.width, "Pixels, 400 to 8000 (default: 1200)")->type_name("N");
  sub.add_option("--height", flags.height,
                 "Pixels, 240 to 8000 (default: 500; hpss and compare: 640)")
      ->type_name("N");
  sub.add_option("--title", flags.title, "Instead of the kind and the file's name")
      ->type_name("TEXT");
}

void add_sound_flags(CLI::App& sub, PlotFlags& flags) {
  sub.add_option("--start-s", flags.start_s, "Draw from here on, in seconds")->type_name("S");
  sub.add_option("--duration-s", flags.duration_s, "Draw this much, in seconds")->type_name("S");
  sub.add_option("--sr", flags.sr, "Sample rate in Hz, 1000 to 192000 (default: 22050)")
      ->type_name("N");
  sub.add_option("--n-fft", flags.n_fft, "Samples of a frame, 16 to 65536 (default: 2048)")
      ->type_name("N");
  sub.add_option("--hop-length", flags.hop_length,
                 "Samples between frames, at most --n-fft (default: 512)")
      ->type_name("N");
  sub.add_option("--n-mels", flags.n_mels, "Mel bands, at most 1024 (default: 128)")
      ->type_name("N");
  sub.add_option("--n-mfcc", flags.n_mfcc, "mfcc: coefficients, at most --n-mels (default: 20)")
      ->type_name("N");
}

}  // namespace

void add_plot(CLI::App& app, Action& action) {
  auto flags = std::make_shared<PlotFlags>();
  CLI::App* sub = app.add_subcommand("plot", "Draw a sound, or what is heard in it, as PNG or SVG");
  sub->add_option("kind", flags->kind,
                  "waveform, mel, chroma, hpss, tempogram, mfcc, genres (over time) or compare "
                  "(features of two songs)")
      ->required()
      // At once: where it is left out, the song stands in its place, and is not what is missing.
      ->each([](const std::string& text) { (void)kind_of(text); })
      ->type_name("KIND");
  sub->add_option("songs", flags->songs, "A sound file; two for compare")
      ->required()
      ->type_name("FILE");
  add_drawing_flags(*sub, *flags);
  add_sound_flags(*sub, *flags);
  add_classifier_flags(*sub, flags->classifier);
  sub->add_option("--hop-s", flags->hop_s,
                  "genres: steps, from 0.5 to 3 s (EARMARK_HOP_S; default: 3)")
      ->type_name("S");
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--json", flags->json, "Print where the axes lie and what they stand for");
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return plot_sound(console, *flags); };
  });
}

}  // namespace earmark::cli
