// What a process has used, by /proc.
#pragma once

#include <cstdint>

namespace ringline::bench {

// Seconds of CPU of a process, all of its threads, its children and theirs that have ended.
double cpu_seconds(int pid);
// Resident memory in bytes; of the one process.
std::int64_t resident_bytes(int pid);
double own_cpu_seconds();

}  // namespace ringline::bench
