#include "earmark/tracking/system_metrics.h"

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

namespace earmark::tracking {
namespace {

constexpr double kMegabyte = 1e6;
constexpr double kKibibyte = 1024;

/// The numbers of /proc/meminfo in bytes, by name.
std::map<std::string, double> memory_info() {
  std::ifstream file{"/proc/meminfo"};
  std::map<std::string, double> info;
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words{line};
    std::string name;
    double kibibytes = 0;
    if (words >> name >> kibibytes) {
      info[name.substr(0, name.find(':'))] = kibibytes * kKibibyte;
    }
  }
  return info;
}

struct Process {
  int parent = 0;
  double bytes = 0;
};

/// What /proc/PID/stat says: "PID (any name) STATE PARENT …", resident pages the 24th.
Process process_of(const std::filesystem::path& folder) {
  std::ifstream file{folder / "stat"};
  std::string line;
  std::getline(file, line);
  std::istringstream words{line.substr(std::min(line.rfind(')'), line.size() - 1) + 1)};
  constexpr int kPagesAt = 22;  // words after the name
  Process process;
  std::string word;
  for (int i = 1; i <= kPagesAt && words >> word; ++i) {
    if (i == 2) {
      process.parent = std::stoi("0" + word);
    } else if (i == kPagesAt) {
      process.bytes = std::stod("0" + word) * static_cast<double>(::sysconf(_SC_PAGESIZE));
    }
  }
  return process;
}

/// The memory of this process and of all below it.
double memory_of_this() {
  std::map<int, Process> processes;
  std::error_code error;
  for (std::filesystem::directory_iterator at{"/proc", error}; !error && at != end(at);
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    int pid = 0;
    const auto [stop, fault] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (fault == std::errc{} && stop == name.data() + name.size()) {
      processes[pid] = process_of(at->path());
    }
  }
  std::set<int> ours{static_cast<int>(::getpid())};
  for (bool grows = true; grows;) {
    grows = false;
    for (const auto& [pid, process] : processes) {
      grows = (ours.contains(process.parent) && ours.insert(pid).second) || grows;
    }
  }
  double bytes = 0;
  for (const int pid : ours) {
    bytes += processes[pid].bytes;
  }
  return bytes;
}

}  // namespace

SystemMetrics::SystemMetrics() : last_{ticks()} {}

SystemMetrics::Ticks SystemMetrics::ticks() {
  std::ifstream file{"/proc/stat"};
  std::string name;
  file >> name;
  Ticks ticks;
  // user nice system idle iowait irq softirq steal; guests are among the users.
  constexpr int kFields = 8;
  std::uint64_t value = 0;
  for (int i = 0; i < kFields && file >> value; ++i) {
    ticks.all += value;
    ticks.busy += i == 3 || i == 4 ? 0 : value;
  }
  return ticks;
}

std::vector<Metric> SystemMetrics::sample(std::int64_t timestamp_ms, std::int64_t step) {
  std::vector<Metric> metrics;
  const auto add = [&](const char* key, double value) {
    metrics.push_back({std::string{"system/"} + key, value, timestamp_ms, step});
  };
  const Ticks now = ticks();
  if (now.all > last_.all) {
    add("cpu_utilization_percentage", 100 * static_cast<double>(now.busy - last_.busy) /
                                          static_cast<double>(now.all - last_.all));
  }
  last_ = now;
  auto memory = memory_info();
  if (const double total = memory["MemTotal"]; total > 0) {
    const double used = total - memory["MemAvailable"];
    add("system_memory_usage_megabytes", used / kMegabyte);
    add("system_memory_usage_percentage", 100 * used / total);
  }
  add("process_memory_megabytes", memory_of_this() / kMegabyte);
  return metrics;
}

}  // namespace earmark::tracking
