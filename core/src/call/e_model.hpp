// How a conversation sounds, from what is measured on the way: the E-model of ITU-T G.107.
//
//   R = 93.2 - Id - Ie,eff        the defaults of G.107 for all that a network can't tell
//   Id                            of the delay from mouth to ear: echo and waiting for each other
//   Ie,eff = Ie + (95 - Ie) * Ppl / (Ppl + Bpl)    of the codec and of lost packets, at random
//   MOS = 1 + 0.035 R + R (R - 60) (100 - R) 7e-6  within 0 < R < 100; G.107 annex B
//
// Opus stands in no table of G.113. Ie = 0 and Bpl = 25.1 are those of G.711 with concealment of
// losses, which is what Opus has at the least. All is computed in integers, so that every build
// gives the same figures.
#pragma once

#include <cstdint>

namespace ringline::e_model {

// From mouth to ear, without what lies between the devices: a packet's 20 ms, the codec's 6.5 ms
// to look ahead, and the sound card.
inline constexpr std::int64_t device_delay_ms = 40;

// All in hundredths of a point.
[[nodiscard]] std::int64_t delay_impairment(std::int64_t one_way_ms);      // Id
[[nodiscard]] std::int64_t loss_impairment(std::int64_t loss_permille);    // Ie,eff
[[nodiscard]] std::int64_t rating(std::int64_t delay, std::int64_t loss);  // R, 0 to 9,320
[[nodiscard]] std::int64_t opinion_score(std::int64_t rating);             // MOS, 100 to 450

}  // namespace ringline::e_model
