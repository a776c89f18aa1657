// What the columns of a file of contacts are called by the programs that write them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rest/contact_fields.hpp"

namespace ringline::server_app {

// For each column the field that it is, or nullptr. Where several columns are one field (a home and
// a mobile number), the first of them that has text in a row counts; they stand in the order in which
// they are to be asked.
struct ContactHeader {
  struct Source {
    const ContactField* field;
    std::vector<std::size_t> columns;  // the best one first
  };
  std::vector<Source> sources;
  std::vector<std::string> ignored;  // the names of the columns that are none of these
  // A column with both names, where the file has no other for them: "Full Name".
  std::optional<std::size_t> whole_name;
};

[[nodiscard]] ContactHeader read_contact_header(const std::vector<std::string>& names);

// Both parts of a whole name: the last word is the last name.
struct WholeName {
  std::string first;
  std::string last;
};
[[nodiscard]] WholeName split_name(const std::string& whole);

}  // namespace ringline::server_app
