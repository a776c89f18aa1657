// CSV as RFC 4180 has it, and as spreadsheets make of it: a byte order mark, LF or CR for CRLF,
// semicolons or tabs for commas, and Excel's line "sep=;" are read, too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ringline/error.hpp"

namespace ringline::server_app {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct CsvRow {
  std::size_t line = 0;  // where it begins, counted from 1
  std::vector<std::string> cells;
};

struct CsvLimits {
  std::size_t rows = 0;   // the header is one
  std::size_t cells = 0;  // of one row
};

// Lines without any text are left out. An Error's field is "line 7".
Result<std::vector<CsvRow>> read_csv(std::string_view text, const CsvLimits& limits);

// A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula, and
// formulas can send data away. Such a cell gets an apostrophe before it, which spreadsheets don't
// show; `unguarded` takes it away again. A telephone number, digits and their punctuation alone,
// can do no harm and stays as it is.
[[nodiscard]] std::string guarded(const std::string& cell);
[[nodiscard]] std::string unguarded(const std::string& cell);

// Writes one row with CRLF at its end; every cell is guarded, and quoted where it must be.
void write_csv_row(std::string& to, const std::vector<std::string>& cells);

}  // namespace ringline::server_app
