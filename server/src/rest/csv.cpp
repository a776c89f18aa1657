#include "rest/csv.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ringline::server_app {
namespace {

Error at_line(std::size_t line, std::string message) {
  return {Errc::BadField, "line " + std::to_string(line), std::move(message)};
}

// Spreadsheets of half the world separate by semicolons, and what is copied from them by tabs; the
// header shows it. Text in quotes ("Street, number") shows nothing.
char separator_of(std::string_view text) {
  bool quoted = false;
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  std::size_t tabs = 0;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (tabs > commas && tabs > semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

// Excel's own first line, which says what separates the cells of the others. "" where there is none.
std::string_view separator_line(std::string_view text) {
  constexpr std::string_view says = "sep=";
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  const bool is_one = line.size() == says.size() + 1 && line.substr(0, says.size()) == says;
  return is_one ? line : std::string_view{};
}

class Reader {
 public:
  Reader(std::string_view text, const CsvLimits& limits)
      : text_(text), separator_(separator_of(text)), limits_(limits) {
    const std::string_view line = separator_line(text);
    if (line.empty()) return;
    separator_ = line.back();
    at_ = line.size();
    skip_line_end();
  }

  Result<std::vector<CsvRow>> read() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row{line_, {}};
      if (Error error = read_row(row)) return error;
      const bool is_empty = std::all_of(row.cells.begin(), row.cells.end(),
                                        [](const std::string& cell) { return cell.empty(); });
      if (is_empty) continue;
      if (rows.size() == limits_.rows) {
        return Error{
            Errc::TooLarge, "line " + std::to_string(row.line),
            "is one too many: at most " + std::to_string(limits_.rows) + " rows with the header"};
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  Error read_row(CsvRow& row) {
    for (;;) {
      if (row.cells.size() == limits_.cells) {
        return at_line(row.line, "has more than " + std::to_string(limits_.cells) + " cells");
      }
      const bool quoted = at_ < text_.size() && text_[at_] == '"';
      std::string cell;
      if (Error error = quoted ? read_quoted(cell) : read_plain(cell)) return error;
      row.cells.push_back(std::move(cell));
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      skip_line_end();
      return {};
    }
  }

  Error read_quoted(std::string& cell) {
    const std::size_t begun = line_;
    ++at_;
    for (;;) {
      if (at_ >= text_.size()) return at_line(begun, "has a quote that is never closed");
      const char c = text_[at_++];
      if (c == '"') {
        if (at_ >= text_.size() || text_[at_] != '"') break;
        ++at_;
      }
      if (c == '\n') ++line_;
      cell += c;
    }
    if (at_ < text_.size() && text_[at_] != separator_ && !at_line_end()) {
      return at_line(line_, "has text after a closing quote");
    }
    return {};
  }

  Error read_plain(std::string& cell) {
    while (at_ < text_.size() && text_[at_] != separator_ && !at_line_end()) {
      if (text_[at_] == '"') {
        return at_line(line_,
                       "has a quote within a cell: put the whole cell in quotes and double it");
      }
      cell += text_[at_++];
    }
    return {};
  }

  [[nodiscard]] bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  void skip_line_end() {
    if (at_ >= text_.size()) return;
    at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
    ++line_;
  }

  std::string_view text_;
  char separator_;
  CsvLimits limits_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

// What a spreadsheet passes over before it looks: blanks without width, marks of the direction.
constexpr std::string_view unseen[] = {"\u200B", "\u200C", "\u200D", "\u200E",
                                       "\u200F", "\u2060", "\uFEFF"};
// The full-width forms are the same to a spreadsheet of East Asia.
constexpr std::string_view formula_signs[] = {"=",  "+",      "-",      "@",      "\t",
                                              "\r", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

bool begins_formula(std::string_view cell) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view each : unseen) {
      if (!begins_with(cell, each)) continue;
      cell.remove_prefix(each.size());
      again = true;
    }
  }
  return std::any_of(std::begin(formula_signs), std::end(formula_signs),
                     [cell](std::string_view sign) { return begins_with(cell, sign); });
}

bool is_phone_number(std::string_view cell) {
  return cell.find_first_not_of("+0123456789 -().") == std::string_view::npos &&
         cell.find_first_of("0123456789") != std::string_view::npos;
}

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text, const CsvLimits& limits) {
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
    text.remove_prefix(byte_order_mark.size());
  }
  return Reader(text, limits).read();
}

// A cell that looks guarded already gets one more, so that reading gives back what was written.
std::string guarded(const std::string& cell) {
  const std::size_t text = std::min(cell.find_first_not_of('\''), cell.size());
  return begins_formula(cell.substr(text)) && !is_phone_number(cell) ? "'" + cell : cell;
}

std::string unguarded(const std::string& cell) {
  const std::size_t text = std::min(cell.find_first_not_of('\''), cell.size());
  return text > 0 && begins_formula(cell.substr(text)) ? cell.substr(1) : cell;
}

void write_csv_row(std::string& to, const std::vector<std::string>& cells) {
  bool first = true;
  for (const std::string& each : cells) {
    if (!std::exchange(first, false)) to += ',';
    const std::string cell = guarded(each);
    if (cell.find_first_of("\",;\r\n") == std::string::npos) {
      to += cell;
      continue;
    }
    to += '"';
    for (const char c : cell) {
      if (c == '"') to += '"';
      to += c;
    }
    to += '"';
  }
  to += "\r\n";
}

}  // namespace ringline::server_app
