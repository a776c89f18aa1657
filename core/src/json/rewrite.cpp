#include "json/rewrite.hpp"

namespace ringline::json {

// Recursion is bounded by limit::json_depth, as the reader's is.
void write(Writer& writer, const Value& value) {
  switch (value.kind) {
    case Kind::Null:
      return writer.null();
    case Kind::Bool:
      return writer.boolean(value.integer != 0);
    case Kind::Integer:
      return value.text.empty() ? writer.integer(value.integer) : writer.raw(value.text);
    case Kind::Fraction:
      return writer.raw(value.text);
    case Kind::Text:
      return writer.text(value.text);
    case Kind::Array:
      writer.begin_array();
      for (const Value& item : value.items) write(writer, item);
      return writer.end_array();
    case Kind::Object:
      writer.begin_object();
      for (const Value& item : value.items) {
        writer.key(item.name);
        write(writer, item);
      }
      return writer.end_object();
  }
}

}  // namespace ringline::json
