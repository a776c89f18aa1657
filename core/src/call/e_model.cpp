#include "call/e_model.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace ringline::e_model {
namespace {

struct Point {
  std::int64_t ms;
  std::int64_t impairment;
};

// Idte + Idle + Idd of G.107 with its defaults (TELR 65 dB, WEPL 110 dB, Tr = 2 T), in hundredths;
// between the points in a straight line. A test computes them anew from the formulas.
constexpr Point delay_points[] = {
    {0, 15},     {20, 82},    {50, 160},   {75, 217},   {100, 269},   {125, 319},   {150, 382},
    {175, 513},  {200, 755},  {250, 1418}, {300, 2069}, {350, 2633},  {400, 3111},  {450, 3514},
    {500, 3855}, {600, 4387}, {700, 4771}, {800, 5053}, {1000, 5428}, {1500, 5875}, {2000, 6081}};

constexpr std::int64_t best = 9'320;
constexpr std::int64_t most_impaired = 9'500;
constexpr std::int64_t robustness_permille = 251;  // Bpl

}  // namespace

std::int64_t delay_impairment(std::int64_t one_way_ms) {
  const Point* to = std::begin(delay_points) + 1;
  while (to + 1 != std::end(delay_points) && to->ms < one_way_ms) ++to;
  const Point& from = *(to - 1);
  const std::int64_t ms = std::clamp(one_way_ms, from.ms, to->ms);
  return from.impairment + (to->impairment - from.impairment) * (ms - from.ms) / (to->ms - from.ms);
}

std::int64_t loss_impairment(std::int64_t loss_permille) {
  const std::int64_t loss = std::clamp<std::int64_t>(loss_permille, 0, 1'000);
  return most_impaired * loss / (loss + robustness_permille);
}

std::int64_t rating(std::int64_t delay, std::int64_t loss) {
  return std::max<std::int64_t>(0, best - delay - loss);
}

std::int64_t opinion_score(std::int64_t r) {
  // Both are in hundredths: 100 + 0.035 r + 7e-10 r (r - 6000) (10000 - r), rounded.
  constexpr std::int64_t scale = 10'000'000'000;
  const std::int64_t cubic = 7 * r * (r - 6'000) * (10'000 - r);
  return std::max<std::int64_t>(
      100, (100 * scale + r * (scale / 1'000 * 35) + cubic + scale / 2) / scale);
}

}  // namespace ringline::e_model
