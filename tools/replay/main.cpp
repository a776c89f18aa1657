// ringline-replay FILE: gives a phone's recording to the core again and shows every decision.
//
// Exit code: 0 it decided the same, 1 it decided otherwise somewhere, 2 it can't be replayed.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "replay/recording.hpp"
#include "replay/words.hpp"

namespace {

using namespace ringline;

constexpr int same = 0;
constexpr int different = 1;
constexpr int unusable = 2;

void show(const replay::Outcome& outcome, replay::Words& words, TimePoint start) {
  const char* mark = outcome.same ? " " : "!";
  if (outcome.step.sum.empty()) {
    std::printf("%s            at rest%s\n", mark,
                outcome.same ? "" : ", but not as it was recorded");
    return;
  }
  const auto since = static_cast<double>((outcome.step.at - start).count()) / 1'000;
  std::printf("%s%10.3f  %s\n", mark, since, words.input(outcome.step.json).c_str());
  for (const std::string& line : words.reply(outcome.reply)) {
    std::printf("                -> %s\n", line.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Replays a recording of a phone (phone.recording()) and shows every decision."};
  std::string path;
  std::size_t width = 160;
  bool quiet = false;
  app.add_option("file", path, "the recording")->required();
  app.add_option("--width", width, "characters of a line; 0: all of it")->capture_default_str();
  bool update = false;
  app.add_flag("--update", update, "write into the file what is decided now");
  app.add_flag("--quiet", quiet, "say only whether it decides the same");
  CLI11_PARSE(app, argc, argv);

  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "ringline-replay: %s can't be opened\n", path.c_str());
    return unusable;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto recording = replay::read(text);
  if (!recording) {
    std::fprintf(stderr, "ringline-replay: %s: %s %s\n", path.c_str(),
                 recording.error.field.c_str(), recording.error.message.c_str());
    return unusable;
  }
  replay::Words words(width);
  const TimePoint start = recording->steps.empty() ? TimePoint{} : recording->steps.front().at;
  std::string now = replay::head_of(text);
  const auto verdict = replay::run(*recording, [&](const replay::Outcome& outcome) {
    if (!quiet) show(outcome, words, start);
    now += replay::line_of(outcome);
  });
  if (verdict.error) {
    std::fprintf(stderr, "ringline-replay: %s: %s %s\n", path.c_str(), verdict.error.field.c_str(),
                 verdict.error.message.c_str());
    return unusable;
  }
  if (update) {
    std::ofstream into(path, std::ios::binary);
    if (!(into << now).flush()) {
      std::fprintf(stderr, "ringline-replay: %s can't be written\n", path.c_str());
      return unusable;
    }
  }
  if (verdict.differences > 0) {
    std::printf("%zu inputs; decides otherwise %zu times, first at line %zu\n", verdict.inputs,
                verdict.differences, verdict.first_difference);
    return different;
  }
  std::printf("%zu inputs; every decision as it was recorded\n", verdict.inputs);
  return same;
}
