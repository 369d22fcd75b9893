// Whole requests and entries against all shipped rules: the one that takes most time of the processor. Fields are
// full of pieces of what is hostile, in an order that is repeated or in none.
//   costly_requests [TRIES [SEED]]
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/costly_patterns/text_pieces.h"
#include "rules/classifier.h"
#include "shipped_rules.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

// What the fields hold: pumped, or some pieces in no order.
struct Recipe {
  CostlyText text;
  std::vector<std::string> pieces;  // empty: `text`

  std::string Of(std::size_t bytes, uint64_t seed) const {
    if (pieces.empty()) return text.Of(bytes);
    Chance chance(seed);
    std::string all;
    while (all.size() < bytes) all += pieces[chance.Below(pieces.size())];
    all.resize(bytes);
    return all;
  }
};

struct Shape {
  const char* name;
  std::size_t message, field, headers, body;
};
// As httpd lets through unless it is told otherwise: 8190 bytes a line.
constexpr Shape kShapes[] = {{"request, fields of 512 bytes", 0, 512, 512, 0},
                             {"request, one field of 8 KiB", 0, 0, 0, 0},
                             {"request, all fields full", 0, 8190, 16384, 0},
                             {"request, all fields and a body of 64 KiB", 0, 8190, 16384, 65536},
                             {"entry, message of 8 KiB", 8192, 0, 0, 0},
                             {"entry, message and all fields", 8192, 8190, 16384, 0}};

struct Taken {
  int64_t nanoseconds = std::numeric_limits<int64_t>::max();
  uint32_t steps = 0;
  bool limited = false, unread = false;
};

Taken Ask(const RuleSet& rules, MatchScratch& scratch, const Shape& shape, const Recipe& recipe, int rounds) {
  std::array<std::string, 8> texts;
  const bool one = shape.message == 0 && shape.field == 0;
  const std::size_t sizes[] = {shape.message, shape.field, one ? 8190 : shape.field,
                               shape.field,   shape.field, shape.field,
                               shape.headers, shape.body};
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = recipe.Of(sizes[i], i + 1);
  if (shape.message != 0 && recipe.pieces.empty()) texts[0] = recipe.text.Of(shape.message);
  Entry entry;
  entry.method = "POST";
  entry.message = texts[0];
  entry.uri = texts[1];
  entry.args = texts[2];
  entry.agent = texts[3];
  entry.referer = texts[4];
  entry.cookie = texts[5];
  entry.headers = texts[6];
  entry.body = texts[7];
  Taken taken;
  for (int i = 0; i < rounds; ++i) {
    scratch.ForgetSeen();
    RequestWork work;
    timespec begun{}, ended{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
    const Classification answer = Classify(rules, entry, nullptr, scratch, &work);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
    taken.nanoseconds = std::min<int64_t>(
        taken.nanoseconds, (ended.tv_sec - begun.tv_sec) * 1'000'000'000 + ended.tv_nsec - begun.tv_nsec);
    taken.steps = answer.steps;
    taken.limited = answer.limited;
    taken.unread = answer.unread;
  }
  return taken;
}

void Attack(const RuleSet& rules, MatchScratch& scratch, const Shape& shape, std::size_t tries,
            uint64_t seed) {
  Changes changes(PiecesOfSeeds(ERRWATCH_SOURCE_DIR "/tests/fuzz/seeds", "fuzz_"), seed);
  std::vector<std::pair<Taken, Recipe>> best;
  for (std::size_t i = 0; i < tries; ++i) {
    Recipe recipe;
    Chance& chance = changes.chance();
    if (best.empty() || i < tries / 4) {
      recipe.text = {"", changes.Piece(), ""};
      if (chance.OneIn(2))
        for (std::size_t n = 3 + chance.Below(40); n > 0; --n) recipe.pieces.push_back(changes.Piece());
    } else {
      recipe = best[std::min(chance.Below(best.size()), chance.Below(best.size()))].second;
      if (recipe.pieces.empty()) {
        recipe.text = changes.Of(recipe.text);
      } else if (chance.OneIn(2)) {
        recipe.pieces.push_back(changes.Piece());
      } else {
        recipe.pieces[chance.Below(recipe.pieces.size())] = changes.Piece();
      }
    }
    const Taken taken = Ask(rules, scratch, shape, recipe, 3);
    best.emplace_back(taken, std::move(recipe));
    std::stable_sort(best.begin(), best.end(),
                     [](const auto& a, const auto& b) { return a.first.nanoseconds > b.first.nanoseconds; });
    if (best.size() > 6) best.pop_back();
  }
  // A time that was long by chance is not the next time.
  Taken worst;
  const Recipe* of = nullptr;
  for (auto& [taken, recipe] : best) {
    taken = Ask(rules, scratch, shape, recipe, 15);
    if (of == nullptr || taken.nanoseconds > worst.nanoseconds) {
      worst = taken;
      of = &recipe;
    }
  }
  std::printf("%s\t%.0f us\t%u steps\t%.2f ns a step%s%s\t%s\n", shape.name,
              static_cast<double>(worst.nanoseconds) / 1000, worst.steps,
              static_cast<double>(worst.nanoseconds) / worst.steps, worst.limited ? ", match limit" : "",
              worst.unread ? ", unread" : "", Printable(of->Of(8192, 1), 120).c_str());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t tries = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 400;
  const uint64_t seed = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1;
  auto rules = RuleSet::Build(ShippedRules(ERRWATCH_SOURCE_DIR "/conf/rules"));
  const auto scratch = std::make_unique<MatchScratch>();
  if (!rules || !rules.value()->Warm(*scratch)) return 1;
  for (const Shape& shape : kShapes) Attack(*rules.value(), *scratch, shape, tries, seed);
  return 0;
}
