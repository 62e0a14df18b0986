#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>

#include "bundle_create.h"
#include "bundle_inputs.h"
#include "bundle_promote.h"
#include "bundle_text.h"
#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/base/join.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/bundle.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/member.h"
#include "earmark/inference/trunk.h"
#include "subcommands.h"
#include "train_network.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;
using inference::Bundle;

struct BundleFlags {
  std::string folder;
  std::string out;
  std::string format = "bundle";
  BundleCreateFlags create;
  BundleInputsFlags inputs;
  BundlePromoteFlags promote;
};

ExitCode show(Console& console, const BundleFlags& flags) {
  console.print(bundle_text(Bundle::open(bundle_location(console, flags.folder)), console.out()));
  return ExitCode::kOk;
}

/// The folders in `folder` that hold a bundle, or may where that cannot be looked at, sorted.
std::vector<fs::path> bundles_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator at{folder, error}; !error && at != end(at); at.increment(error)) {
    std::error_code unseen;
    if (fs::exists(at->path() / "bundle.json", unseen) || unseen == std::errc::permission_denied) {
      found.push_back(at->path());
    }
  }
  if (error) {
    throw UsageError("cannot list the folder " + folder.string() + ": " + error.message());
  }
  if (found.empty()) {
    throw UsageError("there is no bundle in the folder " + folder.string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// A folder of bundles, or the one that the default bundle lies in.
ExitCode list(Console& console, const BundleFlags& flags) {
  fs::path folder = flags.folder;
  if (folder.empty()) {
    folder = fs::absolute(bundle_location(console, "")).lexically_normal();
    folder = folder.filename().empty() ? folder.parent_path().parent_path() : folder.parent_path();
  }
  bool sound = true;
  for (const fs::path& path : bundles_in(folder)) {
    try {
      console.print(bundle_line(Bundle::open(path), console.out()));
    } catch (const BundleError& error) {
      print_error(console, error.what());
      sound = false;
    }
  }
  return sound ? ExitCode::kOk : ExitCode::kSomeInputFailed;
}

ExitCode verify(Console& console, const BundleFlags& flags) {
  const Bundle bundle = Bundle::open(bundle_location(console, flags.folder));
  const inference::BundleManifest& manifest = bundle.manifest();
  bool sound = true;
  const auto check = [&](const std::string& file, const auto& load) {
    try {
      (void)load((bundle.folder() / file).string());
      console.print(file + ": sound\n");
    } catch (const BundleError& error) {
      print_error(console, error.what());
      sound = false;
    }
  };
  for (const auto& trunk : manifest.trunks) {
    check(trunk.file, [&](const std::string& path) {
      return inference::Trunk::load(trunk.kind, bundle.read_trunk(trunk), path, 1);
    });
  }
  for (const auto& member : manifest.members) {
    check(member.file, [&](const std::string& path) {
      return inference::load_member(member.kind, bundle.read_member(member.name), manifest.genres,
                                    path, inference::trunks_version(manifest.trunks));
    });
  }
  if (manifest.inputs) {
    check(manifest.inputs->file, [&](const std::string&) { return bundle.read_inputs(); });
  }
  return sound ? ExitCode::kOk : ExitCode::kSomeInputFailed;
}

/// The trunks after checking them, with their licences' notices.
void copy_trunks(const Bundle& bundle, const fs::path& out) {
  for (const auto& trunk : bundle.manifest().trunks) {
    write_file(out / trunk.file, bundle.read_trunk(trunk));
    if (!trunk.notice.empty()) {
      write_file(out / trunk.notice,
                 read_file(bundle.folder() / trunk.notice, Bundle::kMaxManifestBytes));
    }
  }
}

/// Each trunk and member as an ONNX file of its own, KIND.onnx and NAME.onnx; a tagger's takes an
/// embedding, which the trunks give.
ExitCode export_onnx(Console& console, const Bundle& bundle, const fs::path& out) {
  copy_trunks(bundle, out);
  for (const auto& member : bundle.manifest().members) {
    const std::vector<std::byte> bytes = bundle.read_member(member.name);
    const fs::path file = out / (member.name + ".onnx");
    if (inference::input_of(member.kind) == inference::Input::kMfcc) {
      write_file(file, bytes);
    } else {
      train_network({"onnx", "--kind", member.kind, "--model",
                     (bundle.folder() / member.file).string(), "--genres",
                     join(bundle.manifest().genres, ","), "--out", file.string()});
    }
    console.print(file.string() + '\n');
  }
  return ExitCode::kOk;
}

/// Copies the files after checking them, so that the copy is a bundle too.
ExitCode export_bundle(Console& console, const BundleFlags& flags) {
  const std::string format = parse_choice({"--format", flags.format}, {"bundle", "onnx"});
  const Bundle bundle = Bundle::open(bundle_location(console, flags.folder));
  if (fs::exists(flags.out) && !(fs::is_directory(flags.out) && fs::is_empty(flags.out))) {
    throw UsageError("--out " + flags.out + " is there already: name a new or empty folder");
  }
  std::error_code error;
  fs::create_directories(flags.out, error);
  if (error) {
    throw IoError("cannot make the folder " + flags.out + ": " + error.message());
  }
  if (format == "onnx") {
    return export_onnx(console, bundle, flags.out);
  }
  for (const auto& member : bundle.manifest().members) {
    write_file(fs::path{flags.out} / member.file, bundle.read_member(member.name));
  }
  copy_trunks(bundle, flags.out);
  if (const auto& inputs = bundle.manifest().inputs) {
    (void)bundle.read_inputs();
    write_file(fs::path{flags.out} / inputs->file,
               read_file(bundle.folder() / inputs->file, Bundle::kMaxMemberBytes));
  }
  write_file(fs::path{flags.out} / "bundle.json", bundle.manifest().to_json());
  console.print(flags.out + ": " + bundle.manifest().name + ' ' + bundle.manifest().version + '\n');
  return ExitCode::kOk;
}

using Run = ExitCode (*)(Console&, const BundleFlags&);

CLI::App* add_verb(CLI::App& parent, const char* name, const char* what, Run run,
                   const std::shared_ptr<BundleFlags>& flags, Action& action) {
  CLI::App* sub = parent.add_subcommand(name, what);
  sub->callback([flags, run, &action] {
    action = [flags, run](Console& console) { return run(console, *flags); };
  });
  return sub;
}

void add_folder(CLI::App& sub, BundleFlags& flags, const char* what) {
  sub.add_option("folder", flags.folder, what)->type_name("DIR");
}

void add_create(CLI::App& parent, const std::shared_ptr<BundleFlags>& flags, Action& action) {
  CLI::App* sub = add_verb(
      parent, "create", "Put trained models together, calibrated on songs kept apart",
      [](Console& console, const BundleFlags& f) {
        create_bundle(console, f.create);
        return ExitCode::kOk;
      },
      flags, action);
  BundleCreateFlags& create = flags->create;
  sub->add_option("--name", create.name, "The bundle's name")->required()->type_name("NAME");
  sub->add_option("--version", create.version, "Its version")->required()->type_name("VERSION");
  sub->add_option("--member", create.members, "A model, such as forest=model.forest")
      ->required()
      ->type_name("NAME=FILE")
      ->allow_extra_args(false);
  sub->add_option("--weight", create.weights, "A member's weight in the mean (default: 1)")
      ->type_name("NAME=NUMBER")
      ->allow_extra_args(false);
  sub->add_option("--profile", create.profiles, "A choice of members, such as fast=forest,cnn")
      ->type_name("NAME=NAMES")
      ->allow_extra_args(false);
  sub->add_option("--calibrate-on", create.calibrate_on, "Folder that earmark prepare made")
      ->required()
      ->type_name("DIR");
  sub->add_option("--rows", create.rows, "Its tracks with this split, not trained on (valid)")
      ->type_name("SPLIT");
  sub->add_option("--held-out", create.held_out,
                  "Calibrate on what earmark train --held-out wrote for a member, not on rows")
      ->type_name("NAME=CSV")
      ->allow_extra_args(false);
  sub->add_option("--sure-accuracy", create.sure_accuracy,
                  "What answers that are not unsure should reach (0.8), of all or of one profile")
      ->type_name("[PROFILE=]SHARE")
      ->allow_extra_args(false);
  sub->add_option("--data-name", create.data_name, "What to call the data in the figures")
      ->type_name("TEXT");
  add_trunks_flag(*sub, create.trunks);
  sub->add_option("--music", create.music,
                  "What tells music from other sound: JSON as bundle.json's \"music\"")
      ->type_name("FILE");
  sub->add_option("--figures", create.figures, "More figures to state: a JSON list")
      ->type_name("FILE");
  sub->add_option(
         "--reports", create.reports,
         "Write what each profile and member does on the held-out songs here: NAME.json, NAME.html")
      ->type_name("DIR");
  sub->add_option("--out", create.out, "Folder for the bundle")->required()->type_name("DIR");
}

void add_inputs(CLI::App& parent, const std::shared_ptr<BundleFlags>& flags, Action& action) {
  CLI::App* sub = add_verb(
      parent, "inputs", "Tell a bundle what songs it learned from, so that a service sees drift",
      [](Console& console, const BundleFlags& f) {
        add_inputs_to_bundle(console, f.inputs);
        return ExitCode::kOk;
      },
      flags, action);
  BundleInputsFlags& inputs = flags->inputs;
  sub->add_option("folder", inputs.folder, "The bundle, which is changed")
      ->required()
      ->type_name("DIR");
  sub->add_option("--data", inputs.data, "Folder that earmark prepare made of these songs")
      ->required()
      ->type_name("DIR");
  sub->add_option("--rows", inputs.rows, "Its tracks with this split alone")->type_name("SPLIT");
}

void add_promote(CLI::App& parent, const std::shared_ptr<BundleFlags>& flags, Action& action) {
  CLI::App* sub = add_verb(
      parent, "promote", "Let an alias name a registered version, where it is better",
      [](Console& console, const BundleFlags& f) { return promote_bundle(console, f.promote); },
      flags, action);
  BundlePromoteFlags& promote = flags->promote;
  sub->add_option("version", promote.version, "Such as songs/3, models:/songs/3 or songs/latest")
      ->required()
      ->type_name("NAME/VERSION");
  sub->add_option("--to", promote.alias, "The alias, such as champion")
      ->required()
      ->type_name("ALIAS");
  sub->add_flag("--force", promote.force, "Even where its figures are not better, or not known");
}

}  // namespace

void add_bundle(CLI::App& app, Action& action) {
  auto flags = std::make_shared<BundleFlags>();
  CLI::App* bundle = app.add_subcommand("bundle", "Look at, check, copy or make bundles of models");
  bundle->require_subcommand(1);
  add_folder(*add_verb(*bundle, "list", "Name the bundles in a folder", list, flags, action),
             *flags, "Folder of bundles (default: where the default bundle lies)");
  add_folder(
      *add_verb(*bundle, "show", "Say what is in a bundle and how good it is", show, flags, action),
      *flags, "Bundle (default: the one that predict uses)");
  add_folder(*add_verb(*bundle, "verify", "Check every file of a bundle", verify, flags, action),
             *flags, "Bundle (default: the one that predict uses)");
  CLI::App* copy =
      add_verb(*bundle, "export", "Copy a bundle after checking it", export_bundle, flags, action);
  add_folder(*copy, *flags, "Bundle (default: the one that predict uses)");
  copy->add_option("--out", flags->out, "Folder for the copy")->required()->type_name("DIR");
  copy->add_option("--format", flags->format,
                   "bundle: all files as they are; onnx: each model as NAME.onnx")
      ->type_name("FORMAT")
      ->capture_default_str();
  add_create(*bundle, flags, action);
  add_inputs(*bundle, flags, action);
  add_promote(*bundle, flags, action);
}

}  // namespace earmark::cli
