#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/tracking/model_cache.h"
#include "earmark/tracking/registry.h"
#include "earmark/tracking/runs.h"
#include "scripted_http.h"
#include "support/temp_dir.h"

namespace {

namespace fs = std::filesystem;
using earmark::fuzz::require;
using earmark::fuzz::ScriptedHttp;
namespace tracking = earmark::tracking;

void ask_runs(tracking::MlflowApi& api, char what) {
  tracking::Runs runs{api};
  switch (what) {
    case 'e':
      (void)runs.make_experiment("songs");
      break;
    case 'c':
      (void)runs.create({.experiment = "songs", .name = "run", .tags = {}}, "1");
      break;
    case 's':
      (void)runs.search({});
      break;
    case 'h': {
      const auto values = runs.history("r", "loss");
      require(std::ranges::is_sorted(values, {}, &tracking::Metric::step));
      break;
    }
    default: {
      const tracking::Run run = runs.get("r");
      (void)runs.artifacts(run, "model");
      (void)tracking::files_below(api, tracking::artifact_place(run.artifact_uri));
    }
  }
}

void ask_registry(tracking::MlflowApi& api, char what) {
  tracking::Registry registry{api};
  switch (what) {
    case 'r':
      (void)registry.register_version({.name = "songs", .source = "s", .run_id = "r", .tags = {}});
      break;
    case 'a':
      (void)registry.find(tracking::ModelUri::parse("models:/songs@champion"));
      break;
    default:
      require(!registry.versions("songs").empty());
  }
}

/// Whatever a server names, files go to the cache and to nowhere else.
void fill_cache(tracking::MlflowApi& api) {
  const earmark::test::TempDir dir;
  const fs::path folder = dir.path() / "outer" / "cache";
  tracking::ModelCache cache{folder, {"http://host"}};
  try {
    const auto model = cache.fetch(api, tracking::ModelUri::parse("models:/songs@champion"),
                                   [](const fs::path&, const tracking::ModelVersion&) {});
    require(model.folder.string().starts_with(folder.string()) && fs::is_directory(model.folder));
    require(fs::exists(model.folder.parent_path() / "good-@champion"));
  } catch (const earmark::DataError&) {
  }
  const auto n_entries = [](const fs::path& path) {
    return fs::exists(path) ? std::distance(fs::directory_iterator{path}, {}) : 0;
  };
  require(n_entries(dir.path()) <= 1 && n_entries(dir.path() / "outer") <= 1);
}

}  // namespace

// The first line says what is asked of the server, the others are its answers. Whatever they are,
// they are understood or refused by a DataError, after a bounded number of requests.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  const std::string_view what = earmark::fuzz::take_line(text);
  if (what.empty()) {
    return 0;
  }
  ScriptedHttp http{text};
  tracking::MlflowApi api{{"http://host"}, http};
  try {
    if (what.front() == 'f') {
      fill_cache(api);
    } else if (std::string_view{"rav"}.find(what.front()) != std::string_view::npos) {
      ask_registry(api, what.front());
    } else {
      ask_runs(api, what.front());
    }
  } catch (const earmark::DataError&) {
  }
  return 0;
}
