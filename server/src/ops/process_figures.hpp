// What the kernel says of this process.
#pragma once

namespace ringline::server_app {

struct ProcessFigures {
  double resident_bytes = 0;
  double cpu_s = 0;
  double open_descriptors = 0;
  double started_s = 0;  // since the Unix epoch
};

[[nodiscard]] ProcessFigures read_process_figures();

}  // namespace ringline::server_app
