// Files as programs save them: UTF-8 with or without a mark, UTF-16 (Outlook's and Excel's "Unicode
// text"), Windows-1252 (what is left of Windows).
#pragma once

#include <string>

namespace ringline::server_app {

// The same text in UTF-8 without a mark. What is no UTF-16 and no UTF-8 is read as Windows-1252, in
// which every byte means something; half a pair of UTF-16 becomes U+FFFD.
[[nodiscard]] std::string as_utf8(std::string text);

void append_utf8(std::string& to, char32_t c);

}  // namespace ringline::server_app
