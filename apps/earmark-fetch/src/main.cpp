#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <clocale>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <system_error>

#include "download.h"
#include "earmark/base/errors.h"
#include "earmark/process/error_text.h"
#include "earmark/process/exit_code.h"
#include "earmark/process/interrupt.h"
#include "earmark/process/printable.h"
#include "earmark/process/standard_streams.h"
#include "interrupted.h"
#include "unpack.h"

namespace {

using earmark::ExitCode;

ExitCode report(ExitCode code, const char* message) {
  std::fprintf(stderr, "earmark: %s\n", earmark::printable(message).c_str());
  return code;
}

/// A line on a terminal that renews itself, or one every few seconds elsewhere, where wanted.
class ProgressLine {
 public:
  ProgressLine(const char* what, bool lines)
      : what_{what}, terminal_{::isatty(STDERR_FILENO) == 1}, lines_{lines} {}
  ~ProgressLine() {
    if (terminal_ && shown_) {
      std::fprintf(stderr, "\r\033[K");
    }
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void operator()(double done, double total) {
    const auto now = std::chrono::steady_clock::now();
    const auto pause = terminal_ ? std::chrono::milliseconds{200} : std::chrono::seconds{5};
    if ((!terminal_ && !lines_) || now - last_ < pause) {
      return;
    }
    last_ = now;
    shown_ = true;
    constexpr double kMega = 1e6;
    std::fprintf(stderr, "%s%s %.0f MB", terminal_ ? "\r" : "", what_, done / kMega);
    if (total > 0) {
      std::fprintf(stderr, " of %.0f", total / kMega);
    }
    std::fprintf(stderr, "%s", terminal_ ? "\033[K" : "\n");
  }

 private:
  const char* what_;
  bool terminal_;
  bool lines_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

struct Flags {
  earmark::fetch::DownloadWish wish;
  std::string archive;
  std::string folder;
  earmark::fetch::UnpackLimits limits;
  bool progress = false;
};

ExitCode run(int argc, char** argv) {
  CLI::App app{"Brings songs in for earmark prepare: downloads files and unpacks archives",
               "earmark-fetch"};
  app.require_subcommand(1);
  Flags flags;
  CLI::App& url = *app.add_subcommand("url", "Download a file; an interrupted one is taken up");
  url.add_option("URL", flags.wish.url)->required();
  url.add_option("--out", flags.wish.out, "The file")->required();
  url.add_option("--sha256", flags.wish.sha256, "What it must have");
  url.add_option("--max-bytes", flags.wish.max_bytes, "Refuse a larger one")->capture_default_str();
  CLI::App& archive = *app.add_subcommand("unpack", "Unpack a tar or zip to a new folder");
  archive.add_option("ARCHIVE", flags.archive)->required();
  archive.add_option("--out", flags.folder, "The folder")->required();
  archive.add_option("--max-bytes", flags.limits.max_bytes, "Refuse what unpacks to more")
      ->capture_default_str();
  archive.add_option("--max-files", flags.limits.max_files, "Refuse what has more entries")
      ->capture_default_str();
  for (CLI::App* command : {&url, &archive}) {
    command->add_flag("--progress", flags.progress, "Report progress even where nobody watches");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::kOk : ExitCode::kWrongUsage;
  }
  if (url.parsed()) {
    ProgressLine line{"fetching", flags.progress};
    earmark::fetch::download(flags.wish, std::ref(line));
  } else {
    ProgressLine line{"unpacking", flags.progress};
    earmark::fetch::unpack(flags.archive, flags.folder, flags.limits, std::ref(line));
  }
  return ExitCode::kOk;
}

}  // namespace

int main(int argc, char** argv) {
  earmark::occupy_standard_streams();
  // Names in archives are UTF-8, whatever the user's language; libarchive asks the locale. No other
  // thread runs yet.
  (void)std::setlocale(LC_CTYPE, "C.UTF-8");  // NOLINT(concurrency-mt-unsafe)
  (void)earmark::catch_interrupts();
  try {
    return static_cast<int>(run(argc, argv));
  } catch (const earmark::fetch::Interrupted&) {
    return static_cast<int>(ExitCode::kInterrupted);
  } catch (const earmark::DataError& error) {
    return static_cast<int>(report(ExitCode::kSomeInputFailed, error.what()));
  } catch (const std::system_error& error) {
    return static_cast<int>(report(ExitCode::kSomeInputFailed, earmark::error_text(error).c_str()));
  } catch (const std::bad_alloc&) {
    return static_cast<int>(report(ExitCode::kSomeInputFailed, "there is not enough memory"));
  } catch (const std::exception& error) {
    return static_cast<int>(report(ExitCode::kDefect, error.what()));
  }
}
