// LocalAudio with any events in any order, a byte each; the high bits pass time. Whatever comes: few acts,
// no deadline that has passed, nothing played that isn't wanted, and a way back to a microphone.
#include <cstddef>
#include <cstdint>

#include "audio/local_audio.hpp"
#include "fuzz/require.hpp"

using namespace ringline;

namespace {

struct Host {
  LocalAudio audio;
  TimePoint now = from_ms(1'000);
  bool plays = false;
  bool holds = false;  // a microphone, or a request for one

  void perform() {
    std::size_t count = 0;
    for (AudioAct act = audio.poll(); act != AudioAct::None; act = audio.poll()) {
      require(++count <= LocalAudio::acts_at_most);
      switch (act) {
        case AudioAct::Ask:
        case AudioAct::AskQuietly:
          holds = true;
          break;
        case AudioAct::Release:
          require(holds);
          holds = false;
          break;
        case AudioAct::Attach:
          require(holds && audio.is_open());
          break;
        case AudioAct::Mute:
        case AudioAct::Unmute:
          require(holds);
          break;
        case AudioAct::Play:
          plays = true;
          break;
        case AudioAct::Halt:
          require(plays);
          plays = false;
          break;
        case AudioAct::GiveUp:
          require(audio.microphone(now) == MicrophoneStatus::Refused);
          break;
        case AudioAct::RefuseChoice:
          require(audio.is_open());
          break;
        case AudioAct::None:
          break;
      }
    }
    require(plays == (audio.playback() != PlaybackStatus::Off));
    require(!audio.is_open() || holds);
  }

  void pass(Duration time) {
    const TimePoint end = now + time;
    // Each deadline leaves nothing behind that is due.
    for (int count = 0; audio.deadline(now) && *audio.deadline(now) <= end; ++count) {
      require(count < 100'000);
      require(*audio.deadline(now) > now);
      now = *audio.deadline(now);
      audio.on_time(now);
      perform();
    }
    now = end;
  }

  void act(std::uint8_t code) {
    if (code < microphone_event_count) {
      audio.handle(now, static_cast<MicrophoneEvent>(code));
    } else if (code < 18) {
      audio.report(now, static_cast<MicrophoneState>(code - microphone_event_count));
    } else if (code < 22) {
      audio.want(now, {(code & 1U) != 0, (code & 2U) != 0});
    } else if (code < 26) {
      constexpr PlaybackEvent events[] = {PlaybackEvent::Started, PlaybackEvent::Refused,
                                          PlaybackEvent::Interrupted, PlaybackEvent::Chance};
      audio.handle(now, events[code - 22]);
    }
    perform();
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t times[] = {0, 10, 300, 1'000, 3'000, 5'000, 60'000, 400};
  Host host;
  for (std::size_t i = 0; i < size && i < 2'000; ++i) {
    host.pass(Duration{times[data[i] >> 5U]});
    host.act(data[i] & 31U);
  }
  // Whatever was: a choice and a device that works bring the voice back.
  host.act(static_cast<std::uint8_t>(MicrophoneEvent::Want));
  host.act(static_cast<std::uint8_t>(MicrophoneEvent::Chosen));
  host.act(static_cast<std::uint8_t>(MicrophoneEvent::Opened));
  host.act(static_cast<std::uint8_t>(MicrophoneEvent::Want));
  require(host.audio.microphone(host.now) == MicrophoneStatus::Open);
  return 0;
}
