#include "ops/process_figures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace ringline::server_app {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double now_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}
const double started_s = now_s();

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator all("/proc/self/fd", error);
  if (error) return 0;
  // The one with which they are counted isn't counted.
  return static_cast<double>(std::distance(begin(all), end(all))) - 1;
}

}  // namespace

ProcessFigures read_process_figures() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {resident_bytes(), seconds(usage.ru_utime) + seconds(usage.ru_stime), open_descriptors(),
          started_s};
}

}  // namespace ringline::server_app
