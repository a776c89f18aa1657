// What was read of an event's JSON, for who is next to want it: the link has to read all of it to
// know that it is whole, and what it found is handed on, so that no text is read twice.
#pragma once

#include <memory>

namespace ringline {

namespace json {
struct Value;
}

// Nothing where nobody has read it yet. Used up by the first who decodes it.
using ReadEvent = std::shared_ptr<json::Value>;

}  // namespace ringline
