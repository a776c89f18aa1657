// A property that holds for every input: the fuzzer keeps what breaks it.
#pragma once

#include <cstdlib>

inline void require(bool holds) {
  if (!holds) std::abort();
}
