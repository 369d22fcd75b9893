// Looks for what costs most: "3016 a|b" is what the pattern of rule 3016 is asked about, 4 KiB that begin with "a"
// and go on with "b" again and again; without a number it is what all fields of a request hold. "?7 & ; ' or" are
// pieces that each field has in another order without any: seed, and the pieces, or single bytes without blanks.
//
// Nobody gets more steps than there are, and steps tell of the work: PCRE2's own count of the parts of a pattern
// that it passed is no large multiple of them. libFuzzer keeps each input that takes more steps of a pattern, or
// more work a step, than those before (kClimbed), and goes on from it.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "../shipped_rules.h"
#include "../shuffled.h"
#include "rules/classifier.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr std::size_t kTextBytes = 4096;
// Parts of a pattern that PCRE2 passes for one step, at most: alternatives that begin alike, looked at again at
// each byte.
constexpr std::size_t kMostPartsOfStep = 32;

constexpr std::size_t kHeights = 64;  // of the steps and of parts a step, half a power of two each
constexpr std::size_t kHills = 512;
#ifdef __clang__
__attribute__((section("__libfuzzer_extra_counters")))
#endif
std::array<uint8_t, kHills * 2 * kHeights>
    g_climbed;

void Climb(std::size_t hill, std::size_t kind, std::size_t height) {
  const std::size_t halves =
      2 * static_cast<std::size_t>(std::bit_width(height)) + (std::bit_floor(height) / 2 & height ? 1 : 0);
  g_climbed[(hill % kHills * 2 + kind) * kHeights + std::min(halves, kHeights - 1)] = 1;
}

void Require(bool condition, const char* what, std::string_view input) {
  if (condition) return;
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(input.size()), input.data());
  std::abort();
}

std::string Filled(std::string_view input, std::size_t bytes) {
  const std::size_t bar = input.find('|');
  std::string text(bar == std::string_view::npos ? "" : input.substr(0, bar));
  const std::string_view unit = bar == std::string_view::npos ? input : input.substr(bar + 1);
  while (!unit.empty() && text.size() < bytes) text += unit;
  text.resize(std::min(text.size(), bytes));
  return text;
}

struct Engine {
  std::shared_ptr<const RuleSet> rules =
      RuleSet::Build(ShippedRules(ERRWATCH_SOURCE_DIR "/conf/rules")).value();
  std::unique_ptr<MatchScratch> scratch = std::make_unique<MatchScratch>();
  Engine() {
    if (!rules->Warm(*scratch)) std::abort();
  }
};

// Counts each part of a pattern that is passed, as PCRE2 does when it is told to.
class PartCounter {
 public:
  PartCounter(std::string_view pattern, bool nocase) {
    int error = 0;
    PCRE2_SIZE offset = 0;
    code_ = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                          PCRE2_AUTO_CALLOUT | PCRE2_DOLLAR_ENDONLY | (nocase ? PCRE2_CASELESS : 0U), &error,
                          &offset, nullptr);
    if (code_ == nullptr) std::abort();
    pcre2_jit_compile(code_, PCRE2_JIT_COMPLETE);
    context_ = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(context_, kMatchLimit);
    pcre2_set_callout(context_, &Count, this);
  }

  PartCounter(const PartCounter&) = delete;
  PartCounter& operator=(const PartCounter&) = delete;

  ~PartCounter() {
    pcre2_match_context_free(context_);
    pcre2_code_free(code_);
  }

  // As far as `most`.
  std::size_t Count(std::string_view text, std::size_t most) {
    count_ = 0;
    most_ = most;
    pcre2_match_data* const data = pcre2_match_data_create(1, nullptr);
    pcre2_match(code_, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data, context_);
    pcre2_match_data_free(data);
    return count_;
  }

 private:
  // `counter` is this one: it must not move.
  static int Count(pcre2_callout_block*, void* counter) {
    auto* const self = static_cast<PartCounter*>(counter);
    return ++self->count_ > self->most_ ? PCRE2_ERROR_MATCHLIMIT : 0;
  }

  pcre2_code* code_ = nullptr;
  pcre2_match_context* context_ = nullptr;
  std::size_t count_ = 0;
  std::size_t most_ = 0;
};

void AskPattern(Engine& engine, const Rule& rule, std::string_view input) {
  static std::map<uint32_t, PartCounter> counters;
  const std::string text = Filled(input, kTextBytes);
  engine.scratch->work.Begin({}, 0);
  const MatchOutcome outcome = rule.pattern->Match(text, *engine.scratch);
  const std::size_t steps = engine.scratch->work.taken();
  engine.scratch->work.End();
  Require(steps <= 4 * text.size() + Work::kMostOfMatch, "steps", input);
  Climb(rule.id, 0, steps);
  if (outcome != MatchOutcome::kNoMatch) return;
  PartCounter& counter = counters.try_emplace(rule.id, rule.pattern->text(), rule.nocase).first->second;
  const std::size_t parts = counter.Count(text, kMostPartsOfStep * (steps + 1));
  Climb(rule.id, 1, parts / (steps + 1));
  if (parts > kMostPartsOfStep * (steps + 1)) std::fprintf(stderr, "rule %u, %zu steps: ", rule.id, steps);
  Require(parts <= kMostPartsOfStep * (steps + 1), "more work than steps", input);
}

// What the fields hold.
class Texts {
 public:
  explicit Texts(std::string_view input) {
    uint64_t seed = 0;
    const bool shuffled = input.starts_with('?');
    if (shuffled) {
      const auto number = std::from_chars(input.data() + 1, input.data() + input.size(), seed);
      input.remove_prefix(std::min(static_cast<std::size_t>(number.ptr - input.data()) + 1, input.size()));
    }
    for (std::string& text : fields_)
      text = shuffled ? Shuffled(input, ++seed, kMaxFieldBytes) : Filled(input, kMaxFieldBytes);
    body_ = shuffled ? Shuffled(input, ++seed, kBodyBytes) : Filled(input, kBodyBytes);
  }
  Entry ToEntry() const {
    Entry entry;
    entry.message = fields_[0];
    entry.uri = fields_[1];
    entry.args = fields_[2];
    entry.agent = fields_[3];
    entry.referer = fields_[4];
    entry.cookie = fields_[5];
    entry.headers = fields_[6];
    return entry;
  }
  std::string_view body() const { return body_; }

 private:
  static constexpr std::size_t kBodyBytes = 8 * std::size_t{1024};
  std::array<std::string, 7> fields_;
  std::string body_;
};

void AskRequest(Engine& engine, std::string_view input) {
  const Texts texts(input);
  Entry entry = texts.ToEntry();
  RequestWork work;
  for (int i = 0; i < 4; ++i) {
    const std::size_t before = std::max<std::size_t>(work.left, Work::kLeastOfEntry);
    entry.body = i == 3 ? texts.body() : std::string_view();
    const Classification answer = Classify(*engine.rules, entry, nullptr, *engine.scratch, &work);
    Require(answer.steps <= before + Work::kPerBodyByte * entry.body.size(), "steps of an entry", input);
    if (i == 0) Climb(kHills - 1, 0, answer.steps);
  }
  // What was remembered of earlier requests saves steps, so a costly one gets a little further each time.
  entry.body = {};
  const auto steps_unremembered = [&] {
    engine.scratch->ForgetSeen();
    RequestWork whole;
    return Classify(*engine.rules, entry, nullptr, *engine.scratch, &whole).steps;
  };
  Require(steps_unremembered() == steps_unremembered(), "not the same steps", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Engine engine;
  std::string_view input(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 512));
  uint32_t id = 0;
  const auto number = std::from_chars(input.data(), input.data() + input.size(), id);
  const Rule* const rule = number.ec == std::errc() ? engine.rules->Find(id) : nullptr;
  if (rule == nullptr || rule->pattern == nullptr) {
    AskRequest(engine, input);
  } else {
    input.remove_prefix(std::min(static_cast<std::size_t>(number.ptr - input.data()) + 1, input.size()));
    AskPattern(engine, *rule, input);
  }
  return 0;
}
