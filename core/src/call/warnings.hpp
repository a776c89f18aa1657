// Which of several warnings the user is shown. One at a time: the cause, not what follows from it.
#pragma once

#include "ringline/phone.hpp"

namespace ringline {

// None of them, or the one that explains the others.
[[nodiscard]] Warnings strongest(const Warnings& all);

}  // namespace ringline
