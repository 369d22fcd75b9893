#include "rules/structure_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace errwatch {
namespace {

// By mark: the structures that have it among theirs.
constexpr auto kStructuresOfMark = [] {
  std::array<uint32_t, kMarkCharacters.size()> structures{};
  for (std::size_t mark = 0; mark < structures.size(); ++mark) {
    for (std::size_t i = 0; i < kStructureCount; ++i)
      if ((kStructures[i].marks >> mark & 1U) != 0) structures[mark] |= uint32_t{1} << i;
  }
  return structures;
}();
constexpr uint32_t kStructuresOfAnyValue = [] {
  uint32_t structures = 0;
  for (std::size_t i = 0; i < kStructureCount; ++i)
    if (kStructures[i].marks == kAnyValue) structures |= uint32_t{1} << i;
  return structures;
}();

// The others are told of a text as a whole.
constexpr uint32_t kStructuresOfValues = [] {
  uint32_t structures = 0;
  for (std::size_t i = 0; i < kStructureCount; ++i)
    if (kStructures[i].has != nullptr) structures |= uint32_t{1} << i;
  return structures;
}();

// By the bytes of a value: the structures that so few may have.
constexpr std::size_t kMostOfLeast = std::ranges::max(kStructures, {}, &StructureInfo::least).least;
constexpr auto kStructuresOfBytes = [] {
  std::array<uint32_t, kMostOfLeast + 1> structures{};
  for (std::size_t bytes = 0; bytes < structures.size(); ++bytes) {
    for (std::size_t i = 0; i < kStructureCount; ++i)
      if (kStructures[i].least <= bytes) structures[bytes] |= uint32_t{1} << i;
  }
  return structures;
}();

constexpr uint32_t kStructuresOfSharedFindings = [] {
  uint32_t structures = 0;
  for (const SharedFinding& shared : kSharedFindings) structures |= Bit(shared.runs) | Bit(shared.typed);
  return structures;
}();

// The structures that a value may have.
uint32_t MayHave(MarkSet marks) {
  uint32_t structures = kStructuresOfAnyValue;
  for (; marks != 0; marks &= marks - 1)
    structures |= kStructuresOfMark[static_cast<std::size_t>(std::countr_zero(marks))];
  return structures;
}

// What one byte of a value costs, of seven structures at a time. What people type comes with what runs.
constexpr std::size_t kStructuresOfTable = 7;
constexpr std::size_t kTables = (kStructureCount + kStructuresOfTable - 1) / kStructuresOfTable;
using StepsOfSeven = std::array<std::array<uint8_t, std::size_t{1} << kStructuresOfTable>, kTables>;
consteval StepsOfSeven Tabulated(unsigned StructureInfo::*of) {
  StepsOfSeven steps{};
  uint32_t typed = 0;
  for (const SharedFinding& shared : kSharedFindings) typed |= Bit(shared.typed);
  for (std::size_t structure = 0; structure < kStructureCount; ++structure) {
    const unsigned own = (typed >> structure & 1U) != 0 ? 1 : kStructures[structure].*of;
    auto& table = steps[structure / kStructuresOfTable];
    for (std::size_t set = 0; set < table.size(); ++set)
      if ((set >> structure % kStructuresOfTable & 1U) != 0)
        table[set] = static_cast<uint8_t>(table[set] + own);
  }
  return steps;
}
constexpr StepsOfSeven kSteps = Tabulated(&StructureInfo::steps);
constexpr StepsOfSeven kPlainSteps = Tabulated(&StructureInfo::plain_steps);
std::size_t StepsOf(uint32_t asked, const StepsOfSeven& tables) {
  std::size_t steps = 0;
  for (const auto& table : tables) {
    steps += table[asked % table.size()];
    asked >>= kStructuresOfTable;
  }
  return steps;
}

// Of looking for `asked` in a value. A sign of code costs what so many bytes do, since a processor guesses
// wrong at each of them where they follow each other without any order.
std::size_t StepsOf(uint32_t asked, const Value& value) {
  constexpr std::size_t kBytesOfSign = 2;
  // To ask at all: what a field is cut into by thousands of separators is short.
  constexpr std::size_t kStepsOfQuestion = 112;
  const std::size_t of_questions = kStepsOfQuestion * static_cast<std::size_t>(std::popcount(asked));
  const std::size_t bytes = std::max(value.text.size(), value.sent.size());
  const std::size_t signs = CodeSignsIn(value.text);
  return of_questions + StepsOf(asked, kSteps) * kBytesOfSign * signs +
         StepsOf(asked, kPlainSteps) * (bytes - signs);
}

// Beside its bytes, of a part that is decoded only here.
constexpr std::size_t kStepsOfPart = 192;

// Of a member (FieldValue): the others find it in what it stands in.
constexpr uint32_t kStructuresOfMember = Bit(Structure::kSql);

// What of `questions` is in a value; empty: there was no work left for it.
std::optional<uint32_t> LookAt(const FieldValue& of_field, uint32_t questions, Work& work) {
  const std::size_t bytes = std::max(of_field.text.size(), of_field.sent.size());
  questions &= kStructuresOfBytes[std::min(bytes, kMostOfLeast)];
  if (questions == 0) return 0;
  const Value value{of_field.text, of_field.sent};
  // Line ends are seen by looking at what was sent: all detectors do.
  const bool may_have_lines = !of_field.plain && MayHaveLines(value.sent);
  const uint32_t asked = may_have_lines ? questions : questions & MayHave(value.marks);
  if (asked == 0) return 0;
  if (!work.Take(StepsOf(asked, value))) return std::nullopt;
  uint32_t found = 0;
  for (const SharedFinding& shared : kSharedFindings) {
    if ((asked & (Bit(shared.runs) | Bit(shared.typed))) == 0) continue;
    StepBudget budget(value.text.size());
    const Finding finding = shared.find(value, budget);
    work.Spend(budget.taken());
    if (finding == Finding::kRuns) found |= asked & Bit(shared.runs);
    if (finding == Finding::kTyped) found |= asked & Bit(shared.typed);
  }
  for (uint32_t rest = asked & ~kStructuresOfSharedFindings; rest != 0; rest &= rest - 1) {
    const auto structure = static_cast<std::size_t>(std::countr_zero(rest));
    if (kStructures[structure].has(value)) found |= uint32_t{1} << structure;
  }
  return found;
}

// ... of which it may be known.
std::optional<uint32_t> LookAtSeen(const FieldValue& value, unsigned field, uint32_t questions,
                                   SeenValues* seen, Work& work) {
  if (seen == nullptr) return LookAt(value, questions, work);
  // Where it is plain, its lines are not looked at.
  const unsigned as = field + (value.plain ? kTargetCount : 0);
  if (const KnownValue* const known = seen->Find(as, value.sent, value.text)) {
    if (known->found == 0 && (known->asked & questions) == questions) return 0;
    if (known->found != 0 && known->asked == questions)
      return work.Take(known->steps) ? std::optional(known->found) : std::nullopt;
  }
  const std::size_t before = work.taken();
  const std::optional<uint32_t> found = LookAt(value, questions, work);
  if (found) {
    const auto steps = static_cast<uint32_t>(work.taken() - before);
    seen->Note(as, value.sent, {.asked = questions, .found = *found, .steps = steps}, value.text);
  }
  return found;
}

// ... in the values of a field, each structure until it is found.
uint32_t LookAtValues(std::span<const FieldValue> values, unsigned field, uint32_t questions,
                      SeenValues* seen, Work& work) {
  work.Look(field);
  if ((kNotRemembered >> field & 1U) != 0) seen = nullptr;
  uint32_t found = 0;
  for (const FieldValue& value : values) {
    if (value.rest) continue;
    const uint32_t open = questions & ~found & (value.member ? kStructuresOfMember : ~uint32_t{0});
    if (open == 0) {
      if (questions == found) break;
      continue;
    }
    // One that is shorter may find steps yet.
    found |= LookAtSeen(value, field, open, seen, work).value_or(0);
  }
  return found;
}

// ... and in those that stand behind them.
uint32_t LookAtMore(PartsLeft more, uint32_t questions, Work& work) {
  uint32_t found = 0;
  FieldValue value;
  CleanParts clean;
  while (questions != found && more.Next(value, clean)) {
    if (!work.Take(kStepsOfPart + Work::kPerPreparedByte * value.sent.size())) break;
    const std::optional<uint32_t> here = LookAt(value, questions & ~found, work);
    if (here == 0U) clean.Note(more.part());  // of all that is asked from now on, too
    found |= here.value_or(0);
  }
  return found;
}

uint32_t LookAtAll(const EntryText& text, unsigned field, uint32_t questions, SeenValues* seen, Work& work) {
  const uint32_t found = LookAtValues(text.fields[field].values, field, questions, seen, work);
  return text.fields[field].more.empty() ? found
                                         : found | LookAtMore(text.More(field), questions & ~found, work);
}

// A field that was clean before. What it took then it takes again.
void PassOver(uint32_t steps, unsigned field, Work& work) {
  if (steps == 0) return;
  work.Look(field);
  work.Take(steps);
}

// Structures of a whole field: the parameters of a query say what one of them is.
uint32_t LookAtWhole(const EntryText::Field& field, uint32_t questions, Work& work) {
  constexpr uint32_t kAsked = Bit(Structure::kLoopbackRedirect);
  const std::string_view text = field.normalized.empty() ? field.raw : field.normalized;
  if ((questions & kAsked) == 0 || text.find(kRedirectParameter) == std::string_view::npos) return 0;
  return work.Take(text.size()) && IsLoopbackRedirect(text) ? kAsked : 0;
}

// The shorter ones first.
std::array<unsigned, kTargetCount> InOrder(const EntryText& text) {
  std::array<unsigned, kTargetCount> order{};
  for (unsigned field = 0; field < kTargetCount; ++field) order[field] = field;
  const auto bytes = [&](unsigned field) { return text.fields[field].raw.size(); };
  for (std::size_t end = 1; end < order.size(); ++end) {
    for (std::size_t at = end; at > 0 && bytes(order[at]) < bytes(order[at - 1]); --at)
      std::swap(order[at], order[at - 1]);
  }
  return order;
}

void Add(const Condition& condition, StructureSets& wanted) {
  if (!condition.structure) return;
  for (unsigned rest = condition.targets; rest != 0; rest &= rest - 1)
    wanted[static_cast<std::size_t>(std::countr_zero(rest))] |= Bit(*condition.structure);
}

}  // namespace

void AddStructures(const Rule& rule, StructureSets& wanted) {
  Add(rule, wanted);
  for (const Condition& condition : rule.more) Add(condition, wanted);
}

void NoteCostly(const StructureSets& wanted, TargetSet costly, StructureSets& found) noexcept {
  for (unsigned rest = costly; rest != 0; rest &= rest - 1) {
    const auto field = static_cast<std::size_t>(std::countr_zero(rest));
    found[field] |= wanted[field] & Bit(Structure::kCostly);
  }
}

StructureSets FindStructures(const StructureSets& wanted, const EntryText& text, SeenValues* seen, Work& work,
                             FieldSteps* steps) noexcept {
  constexpr std::size_t kLong = 8192;  // of all fields
  StructureSets found{};
  const auto look = [&](unsigned field) {
    if ((text.clean >> field & 1U) != 0) return PassOver(text.fields[field].clean_steps, field, work);
    if (wanted[field] == 0 || text.fields[field].values.empty()) return;
    const std::size_t before = work.taken();
    const uint32_t cut = (text.cut >> field & 1U) != 0 ? Bit(Structure::kOverlong) : 0;
    const uint32_t of_whole = LookAtWhole(text.fields[field], wanted[field], work);
    found[field] = (wanted[field] & cut) | of_whole |
                   LookAtAll(text, field, wanted[field] & kStructuresOfValues, seen, work);
    if (steps != nullptr) (*steps)[field] = static_cast<uint32_t>(work.taken() - before);
  };
  if (text.all.size() < kLong) {
    for (unsigned field = 0; field < kTargetCount; ++field) look(field);
  } else {
    for (const unsigned field : InOrder(text)) look(field);
  }
  return found;
}

}  // namespace errwatch
