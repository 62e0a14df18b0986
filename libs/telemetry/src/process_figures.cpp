#include "earmark/telemetry/process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace earmark::telemetry {
namespace {

std::string text_of(const char* path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// A figure of /proc/self/status, which is in kB.
double status_bytes(const std::string& status, const std::string& name) {
  const auto at = status.find('\n' + name + ':');
  return at == std::string::npos ? 0 : 1024 * std::strtod(&status[at + name.size() + 2], nullptr);
}

/// The numbers of /proc/self/stat after the name, which may hold anything: field 3 comes first.
std::istringstream stat_fields() {
  const std::string text = text_of("/proc/self/stat");
  return std::istringstream{text.substr(text.rfind(')') + 1)};
}

double boot_s() {
  const std::string text = text_of("/proc/stat");
  const auto at = text.find("\nbtime ");
  return at == std::string::npos ? 0 : std::strtod(&text[at + 7], nullptr);
}

double count_open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files{"/proc/self/fd", error};
  // The listing itself is one.
  return error ? 0 : static_cast<double>(std::distance(begin(files), end(files))) - 1;
}

}  // namespace

ProcessFigures ProcessFigures::now() {
  const std::string status = text_of("/proc/self/status");
  ProcessFigures figures;
  figures.resident_bytes = status_bytes(status, "VmRSS");
  figures.peak_resident_bytes = status_bytes(status, "VmHWM");
  figures.virtual_bytes = status_bytes(status, "VmSize");
  figures.n_open_files = count_open_files();
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    figures.max_open_files = static_cast<double>(files.rlim_cur);
  }
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::istringstream fields = stat_fields();
  std::string field;
  // proc(5): 14 and 15 are ticks of the processor, 20 threads, 22 ticks from boot to start.
  for (int number = 3; fields >> field; ++number) {
    const double value = std::strtod(field.c_str(), nullptr);
    if (number == 14 || number == 15) {
      figures.cpu_s += value / ticks;
    } else if (number == 20) {
      figures.n_threads = value;
    } else if (number == 22) {
      figures.start_s = boot_s() + value / ticks;
    }
  }
  return figures;
}

}  // namespace earmark::telemetry
