#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "earmark/tracking/run_log.h"
#include "scripted_http.h"
#include "support/temp_dir.h"

namespace {

namespace fs = std::filesystem;
using earmark::fuzz::require;
using earmark::fuzz::take_line;

void write(const fs::path& file, std::string_view text) {
  std::ofstream{file, std::ios::binary} << text;
}

}  // namespace

// The first line is what a sender remembers (progress.json), the second the server's only answer,
// and the rest the run's journal. Whatever they are, the run is sent or waits on, and no file but
// its own is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  const earmark::test::TempDir dir;
  const fs::path folder = dir.path() / "spool" / "1-2-3";
  fs::create_directories(folder / "files");
  write(dir.path() / "secret", "secret");
  write(folder / "files" / "0", "model");
  if (const std::string_view progress = take_line(text); !progress.empty()) {
    write(folder / "progress.json", progress);
  }
  const std::string_view answer = take_line(text);
  write(folder / "journal.jsonl", text);
  const auto look = [&](const earmark::tracking::HttpRequest& request) {
    require(request.upload.empty() || fs::equivalent(request.upload, folder / "files" / "0"));
  };
  const auto report = earmark::tracking::send_spooled_runs(
      {.server = {"http://host"},
       .http =
           [&](const std::atomic<bool>&) {
             return std::make_unique<earmark::fuzz::ScriptedHttp>(answer, look);
           },
       .spool = dir.path() / "spool"});
  require(report.n_sent + report.n_waiting <= 1);
  require((report.n_sent == 1) == !fs::exists(folder));
  require(report.n_waiting == 0 || !report.fault.empty());
  return 0;
}
