#include "wire/fields.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "ringline/characters.hpp"
#include "ringline/time.hpp"
#include "support/decimal.hpp"
#include "support/utf8.hpp"

namespace ringline::wire {
namespace {

bool refuse(Error& error, std::string message) {
  error = {Errc::BadField, {}, std::move(message)};
  return false;
}

// Errors learn their path on the way out.
bool refuse_in(Error& error, std::string outer) {
  if (!error.field.empty() && error.field.front() != '[') outer += '.';
  error.field.insert(0, outer);
  return false;
}

bool read_text(json::Value& value, const Range& range, Kind kind, std::string& into, Error& error) {
  // A base gateway's ids and telephone numbers may be numbers: their digits are meant.
  if (value.kind == json::Kind::Integer) {
    if (value.text.empty()) value.text = decimal(value.integer);
  } else if (value.kind != json::Kind::Text) {
    return refuse(error, "must be a text");
  }
  const auto most = static_cast<std::size_t>(range.most);
  if (kind == Kind::CutText) {
    utf8_cut(value.text, most);
  } else if (kind == Kind::Words) {
    value.text.erase(std::remove(value.text.begin(), value.text.end(), '\0'), value.text.end());
    cut_characters(value.text, most);
  } else {
    if (value.text.size() > most) {
      return refuse(error, "is longer than " + decimal(range.most) + " bytes");
    }
    if (std::cmp_less(value.text.size(), range.least)) return refuse(error, "is empty");
    // Neither a database's text nor anything in C can hold it.
    if (value.text.find('\0') != std::string::npos) return refuse(error, "contains U+0000");
  }
  into = std::move(value.text);
  return true;
}

bool read_integer(const json::Value& value, const Range& range, std::int64_t& into, Error& error) {
  if (value.kind != json::Kind::Integer || value.integer < range.least ||
      value.integer > range.most) {
    return refuse(error, "must be a whole number from " + decimal(range.least) + " to " +
                             decimal(range.most));
  }
  into = value.integer;
  return true;
}

bool read_bool(const json::Value& value, bool& into, Error& error) {
  if (value.kind != json::Kind::Bool) return refuse(error, "must be true or false");
  into = value.integer != 0;
  return true;
}

bool read_name(const json::Value& value, const Names& names, std::uint8_t& into, Error& error) {
  if (value.kind != json::Kind::Text) return refuse(error, "must be a text");
  std::uint8_t index = 0;
  while (index < names.count && (names.first[index] == nullptr || names[index] != value.text)) {
    ++index;
  }
  if (index == names.count) index = names.unknown;
  if (index == Names::refused) {
    std::string known;
    for (std::uint8_t i = 0; i < names.count; ++i) {
      if (!names[i].empty()) (known += known.empty() ? "" : ", ") += names[i];
    }
    return refuse(error, "must be one of: " + known);
  }
  into = index;
  return true;
}

bool read_value(json::Value& value, const Field& field, void* into, Error& error);

bool read_list(json::Value& value, const List& list, void* into, Error& error) {
  if (value.kind == json::Kind::Text && list.element->kind == Kind::Text) {
    list.make(into, 1);
    return read_value(value, *list.element, list.in(into, 0), error);
  }
  if (value.kind != json::Kind::Array) return refuse(error, "must be a list");
  if (std::cmp_greater(value.items.size(), list.count.most)) {
    return refuse(error, "has more than " + decimal(list.count.most) + " items");
  }
  if (std::cmp_less(value.items.size(), list.count.least)) return refuse(error, "is empty");
  list.make(into, value.items.size());
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (!read_value(value.items[i], *list.element, list.in(into, i), error)) {
      return refuse_in(error, "[" + decimal(i) + "]");
    }
  }
  return true;
}

bool read_value(json::Value& value, const Field& field, void* into, Error& error) {
  const Detail detail = field.detail;
  switch (field.kind) {
    case Kind::Text:
    case Kind::CutText:
    case Kind::Words:
      return read_text(value, *detail.range, field.kind, *static_cast<std::string*>(into), error);
    case Kind::Integer:
      return read_integer(value, *detail.range, *static_cast<std::int64_t*>(into), error);
    case Kind::Milliseconds: {
      std::int64_t ms = 0;
      if (!read_integer(value, *detail.range, ms, error)) return false;
      *static_cast<Duration*>(into) = Duration{ms};
      return true;
    }
    case Kind::Bool:
      return read_bool(value, *static_cast<bool*>(into), error);
    case Kind::Name:
      return read_name(value, *detail.names, *static_cast<std::uint8_t*>(into), error);
    case Kind::Object:
      return read(value, *detail.fields, into, error);
    case Kind::List:
      return read_list(value, *detail.list, into, error);
    case Kind::Instant:
      break;  // only ever written
  }
  return refuse(error, "can't be read");
}

// Whether a Brief field may be left out.
bool is_default(const Field& field, const void* from) {
  switch (field.kind) {
    case Kind::Text:
    case Kind::CutText:
    case Kind::Words:
      return static_cast<const std::string*>(from)->empty();
    case Kind::Integer:
      return *static_cast<const std::int64_t*>(from) == field.detail.range->least;
    case Kind::Bool:
      return !*static_cast<const bool*>(from);
    case Kind::Name:
      return *static_cast<const std::uint8_t*>(from) == 0;
    case Kind::List:
      return field.detail.list->at(from, 0) == nullptr;
    case Kind::Milliseconds:
    case Kind::Instant:
    case Kind::Object:
      break;
  }
  return false;
}

void write_value(json::Writer& writer, const Field& field, const void* from) {
  const Detail detail = field.detail;
  switch (field.kind) {
    case Kind::Text:
    case Kind::CutText:
    case Kind::Words:
      return writer.text(*static_cast<const std::string*>(from));
    case Kind::Integer:
      return writer.integer(*static_cast<const std::int64_t*>(from));
    case Kind::Milliseconds:
      return writer.integer(static_cast<const Duration*>(from)->count());
    case Kind::Instant:
      return writer.integer(to_ms(*static_cast<const TimePoint*>(from)));
    case Kind::Bool:
      return writer.boolean(*static_cast<const bool*>(from));
    case Kind::Name:
      return writer.text((*detail.names)[*static_cast<const std::uint8_t*>(from)]);
    case Kind::Object:
      return write(writer, *detail.fields, from);
    case Kind::List:
      writer.begin_array();
      for (std::size_t i = 0; const void* item = detail.list->at(from, i); ++i) {
        write_value(writer, *detail.list->element, item);
      }
      writer.end_array();
  }
}

}  // namespace

bool read(json::Value& value, Fields fields, void* into, Error& error) {
  if (value.kind != json::Kind::Object) return refuse(error, "must be an object");
  for (const Field& field : fields) {
    json::Value* member = value.find(field.name);
    const bool is_null = member != nullptr && member->kind == json::Kind::Null;
    if (member == nullptr || is_null) {
      const bool must_be = field.presence == Presence::Required ||
                           (field.presence == Presence::Nullable && !is_null);
      if (must_be) {
        error = {Errc::BadField, field.name, "is missing"};
        return false;
      }
      if (field.presence == Presence::Nullable) (void)field.make(into);
      continue;
    }
    if (!read_value(*member, field, field.make(into), error)) return refuse_in(error, field.name);
  }
  return true;
}

void write(json::Writer& writer, Fields fields, const void* from) {
  writer.begin_object();
  write_members(writer, fields, from);
  writer.end_object();
}

void write_members(json::Writer& writer, Fields fields, const void* from) {
  for (const Field& field : fields) {
    const void* member = field.get(from);
    if (member == nullptr) continue;
    if (field.presence == Presence::Brief && is_default(field, member)) continue;
    writer.key(field.name);
    write_value(writer, field, member);
  }
}

}  // namespace ringline::wire
