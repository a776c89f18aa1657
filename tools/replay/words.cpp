#include "replay/words.hpp"

#include <algorithm>

#include "json/parse.hpp"

namespace ringline::replay {
namespace {

constexpr std::size_t json_bytes = std::size_t{1} << 24U;

std::string in_words(const json::Value& value);

// "name=value" of all members but the type; an empty text says nothing.
std::string members(const json::Value& object) {
  std::string words;
  for (const json::Value& each : object.items) {
    if (each.name == "type" || (each.kind == json::Kind::Text && each.text.empty())) continue;
    if (!words.empty()) words += ' ';
    words += each.name + '=' + in_words(each);
  }
  return words;
}

std::string in_words(const json::Value& value) {
  switch (value.kind) {
    case json::Kind::Null:
      return "null";
    case json::Kind::Bool:
      return value.integer != 0 ? "true" : "false";
    case json::Kind::Integer:
      return std::to_string(value.integer);
    case json::Kind::Fraction:
      return "fraction";
    case json::Kind::Text:
      return value.text;
    case json::Kind::Object:
      return "{" + members(value) + "}";
    case json::Kind::Array:
      break;
  }
  std::string list;
  for (const json::Value& each : value.items) list += (list.empty() ? "" : ", ") + in_words(each);
  return "[" + list + "]";
}

std::string type_of(json::Value& object) {
  const json::Value* type = object.find("type");
  return type == nullptr ? "?" : type->text;
}

std::string one_line(std::string text) {
  std::string line;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') {
      line += " | ";
    } else {
      line += c;
    }
  }
  return line;
}

// The screen as lines: the link, and one of each call.
std::vector<std::string> screen_of(json::Value& changed) {
  json::Value* now = changed.find("now");
  if (now == nullptr) return {};
  std::vector<std::string> lines;
  json::Value* calls = now->find("calls");
  if (calls != nullptr) {
    for (json::Value& each : calls->items) lines.push_back("call " + members(each));
    calls->items.clear();
  }
  lines.push_back("screen " + members(*now));
  return lines;
}

}  // namespace

std::string Words::cut(std::string text) const {
  text = one_line(std::move(text));
  if (width_ != 0 && text.size() > width_) text = text.substr(0, width_) + "...";
  return text;
}

std::string Words::input(std::string_view json) const {
  auto parsed = json::parse(json, json_bytes);
  if (!parsed) return cut("not JSON: " + std::string(json));
  return cut(type_of(*parsed) + ' ' + members(*parsed));
}

std::vector<std::string> Words::reply(std::string_view json) {
  std::vector<std::string> lines;
  auto parsed = json::parse(json, json_bytes);
  if (!parsed) return {cut("not JSON: " + std::string(json))};
  const json::Value* error = parsed->find("error");
  if (error != nullptr && error->kind == json::Kind::Object) {
    lines.push_back(cut("refused " + members(*error)));
  }
  json::Value* outputs = parsed->find("outputs");
  if (outputs == nullptr) return lines;
  for (json::Value& each : outputs->items) {
    const std::string type = type_of(each);
    if (type == "wait") continue;
    if (type != "changed") {
      lines.push_back(cut(type + ' ' + members(each)));
      continue;
    }
    auto now = screen_of(each);
    for (const std::string& line : now) {
      if (std::find(screen_.begin(), screen_.end(), line) == screen_.end()) {
        lines.push_back("shows " + cut(line));
      }
    }
    screen_ = std::move(now);
  }
  return lines;
}

}  // namespace ringline::replay
