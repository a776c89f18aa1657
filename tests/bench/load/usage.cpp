#include "load/usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace ringline::bench {
namespace {

struct Stat {
  int parent = 0;
  double cpu_seconds = 0;       // its own
  double children_seconds = 0;  // of children that were waited for
  std::int64_t resident_pages = 0;
};

// proc(5), /proc/pid/stat: what follows the name, which stands in parentheses and may hold blanks.
bool read_stat(const std::string& pid, Stat& stat) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string text;
  if (!std::getline(file, text)) return false;
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  const auto skip = [&](int count) {
    for (int i = 0; i < count; ++i) fields >> skipped;
  };
  double user = 0;
  double system = 0;
  double children_user = 0;
  double children_system = 0;
  skip(1);  // state
  fields >> stat.parent;
  skip(9);
  fields >> user >> system >> children_user >> children_system;
  skip(6);
  fields >> stat.resident_pages;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  stat.cpu_seconds = (user + system) / ticks;
  stat.children_seconds = (children_user + children_system) / ticks;
  return static_cast<bool>(fields);
}

Stat stat_of(int pid) {
  Stat stat;
  if (!read_stat(std::to_string(pid), stat)) {
    throw std::runtime_error("there is no process " + std::to_string(pid));
  }
  return stat;
}

}  // namespace

double cpu_seconds(int pid) {
  const Stat own = stat_of(pid);
  double sum = own.cpu_seconds + own.children_seconds;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    Stat child;
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (read_stat(name, child) && child.parent == pid) sum += child.cpu_seconds;
  }
  return sum;
}

std::int64_t resident_bytes(int pid) {
  return stat_of(pid).resident_pages * static_cast<std::int64_t>(sysconf(_SC_PAGESIZE));
}

double own_cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace ringline::bench
