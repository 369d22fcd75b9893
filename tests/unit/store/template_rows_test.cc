#include "store/template_rows.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstring>
#include <random>
#include <string>

#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr std::string_view kMissing = "AH00128: File does not exist: /a";
constexpr LogId kMissingId = 128;

class TemplateRowsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TemplateRowsTest);
  CPPUNIT_TEST(TellsWhatWasMet);
  CPPUNIT_TEST(WhatIsRareGivesWay);
  CPPUNIT_TEST(WhatIsLongOverGivesWay);
  CPPUNIT_TEST(ClockSetBack);
  CPPUNIT_TEST(TextOfAWriterThatDied);
  CPPUNIT_TEST(NotesWithoutAllocation);
  CPPUNIT_TEST(ThreadsCountExactly);
  CPPUNIT_TEST(ProcessesCountExactly);
  CPPUNIT_TEST(ThreadsTakeRowsFromEachOther);
  CPPUNIT_TEST(ProcessesTakeRowsFromEachOther);
  CPPUNIT_TEST(WhateverStandsThereIsHarmless);
  CPPUNIT_TEST_SUITE_END();

  static constexpr uint64_t kHour = 360'000;
  TestSegment segment_{SmallGeometry(1)};
  TemplateRows rows_ = segment_->message_templates();
  const Tick now_{1'000'000'000};

  static std::string Message(LogId log_id) {
    return FormatLogId(log_id) + ": message of number " + std::to_string(log_id);
  }
  void Note(LogId log_id, Tick now) { rows_.Note(log_id, log_id, Message(log_id), Level::kError, now); }
  uint64_t CountOf(TemplateId id) {
    for (const KnownTemplate& known : rows_.List())
      if (known.id == id) return known.count;
    return 0;
  }
  // Numbers whose rows lie in one set: ten are more than it holds.
  std::vector<LogId> OfOneSet() {
    std::vector<LogId> numbers;
    for (LogId number = 1; numbers.size() < kTemplateWays + 2; ++number) {
      TestSegment fresh{SmallGeometry(1)};
      TemplateRows rows = fresh->message_templates();
      rows.Note(1, 1, Message(1), Level::kError, now_);
      const auto* const sets = SetsOf(fresh);
      rows.Note(number, number, Message(number), Level::kError, now_);
      uint32_t first = 0;
      while (sets[first].ids[0].load(std::memory_order_relaxed) != 1) ++first;
      const bool same = number == 1 || sets[first].ids[1].load(std::memory_order_relaxed) == number;
      if (same) numbers.push_back(number);
    }
    return numbers;
  }
  // A reader is nothing but where they lie.
  static TemplateSet* SetsOf(TestSegment& segment) {
    const TemplateRowsReader reader = segment->message_templates();
    const TemplateSet* sets;
    static_assert(sizeof reader == sizeof sets);
    std::memcpy(&sets, &reader, sizeof sets);
    return const_cast<TemplateSet*>(sets);
  }

 public:
  void TellsWhatWasMet() {
    const TemplateId php = TemplateOf(0, "PHP Notice:  Undefined index: a in /b on line 1");
    for (int i = 0; i < 3; ++i)
      rows_.Note(php, 0, "PHP Notice:  Undefined index: a in /b on line 1", Level::kNotice,
                 {now_.value + static_cast<uint64_t>(i) * 200});
    rows_.Note(kMissingId, kMissingId, kMissing, Level::kInfo, now_);
    rows_.Note(kMissingId, kMissingId, kMissing, Level::kError, now_);
    rows_.Note(0, 0, "", Level::kError, now_);
    const std::vector<KnownTemplate> list = rows_.List();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, list.size());
    CPPUNIT_ASSERT(list[0].id == php && list[0].count == 3 && list[0].first == now_ &&
                   list[0].last.value == now_.value + 400 && list[0].level == Level::kNotice);
    CPPUNIT_ASSERT_EQUAL(std::string("PHP Notice: Undefined index: <*> in <*> on line <*>"), list[0].text);
    CPPUNIT_ASSERT(list[1].id == kMissingId && list[1].count == 2 && list[1].level == Level::kError);
    CPPUNIT_ASSERT_EQUAL(std::string("AH00128: File does not exist: <*>"), rows_.TextOf(kMissingId));
    CPPUNIT_ASSERT_EQUAL(std::string(), rows_.TextOf(129));
  }

  void WhatIsRareGivesWay() {
    const std::vector<LogId> numbers = OfOneSet();
    for (std::size_t i = 0; i < kTemplateWays; ++i)
      for (std::size_t count = 0; count < (i == 3 ? 1 : 8); ++count) Note(numbers[i], now_);
    Note(numbers[8], {now_.value + 1});
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, CountOf(numbers[3]));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, CountOf(numbers[8]));
    Note(numbers[9], {now_.value + 2});  // of those met once the older
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, CountOf(numbers[8]));
    CPPUNIT_ASSERT_EQUAL(std::size_t{kTemplateWays}, rows_.List().size());
    CPPUNIT_ASSERT_EQUAL(Message(numbers[9]).substr(0, 25), rows_.TextOf(numbers[9]).substr(0, 25));
  }

  void WhatIsLongOverGivesWay() {
    const std::vector<LogId> numbers = OfOneSet();
    for (int i = 0; i < 4; ++i) Note(numbers[0], now_);  // worth four hours
    const Tick later{now_.value + 5 * kHour};
    for (std::size_t i = 1; i < 9; ++i) Note(numbers[i], later);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, CountOf(numbers[0]));
    for (std::size_t i = 1; i < 9; ++i) CPPUNIT_ASSERT_EQUAL(uint64_t{1}, CountOf(numbers[i]));
  }

  void ClockSetBack() {
    Note(5, now_);
    Note(5, {now_.value - 1'000'000});
    const KnownTemplate known = rows_.List().at(0);
    CPPUNIT_ASSERT(known.count == 2 && known.last.value == now_.value - 1'000'000 &&
                   known.first <= known.last);
  }

  void TextOfAWriterThatDied() {
    Note(5, now_);
    TemplateSet* const sets = SetsOf(segment_);
    for (uint32_t set = 0; set < kTemplateSets; ++set) {
      if (sets[set].ids[0].load(std::memory_order_relaxed) == 0) continue;
      sets[set].rows[0].text_state.store(uint64_t{1} << 62 | now_.value, std::memory_order_relaxed);
    }
    CPPUNIT_ASSERT_EQUAL(std::string(), rows_.TextOf(5));
    Note(5, {now_.value + 100});
    CPPUNIT_ASSERT_EQUAL(std::string(), rows_.TextOf(5));
    Note(5, {now_.value + 2000});
    CPPUNIT_ASSERT_EQUAL(std::string("AH00005: message of number <*>"), rows_.TextOf(5));
  }

  void NotesWithoutAllocation() {
    const AllocationCounter allocations;
    for (LogId id = 1; id < 300; ++id) rows_.Note(id, id, kMissing, Level::kError, now_);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  template <typename Env>
  void CountExactly() {
    constexpr uint64_t kEach = 4000;
    CPPUNIT_ASSERT(Env::Run(4, [&](int) {
      TemplateRows rows = rows_;
      for (uint64_t i = 0; i < kEach; ++i)
        for (LogId id = 1; id <= 3; ++id) rows.Note(id, id, kMissing, Level::kError, {now_.value + i});
      return true;
    }));
    const std::vector<KnownTemplate> list = rows_.List();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, list.size());
    for (const KnownTemplate& known : list) {
      CPPUNIT_ASSERT_EQUAL(4 * kEach, known.count);
      CPPUNIT_ASSERT_EQUAL(TextOfMissing(), known.text);
    }
  }
  static std::string TextOfMissing() { return "<*>: File does not exist: <*>"; }  // the number is another
  void ThreadsCountExactly() { CountExactly<ThreadEnv>(); }
  void ProcessesCountExactly() { CountExactly<ForkEnv>(); }

  // More than the table holds: what is listed is one of them, with its own text.
  template <typename Env>
  void TakeRows() {
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      TemplateRows rows = rows_;
      std::mt19937 random(static_cast<unsigned>(worker));
      for (uint64_t i = 0; i < 4000; ++i) {
        const LogId id = 1 + Below(random, 4000);
        rows.Note(id, id, Message(id), Level::kError, {now_.value + i});
        if (i % 64 == 0) {
          for (const KnownTemplate& known : rows.List())
            if (known.id == 0 || known.id > 4000 || known.count > 16'000) return false;
        }
      }
      return true;
    }));
    const std::vector<KnownTemplate> list = rows_.List();
    CPPUNIT_ASSERT(list.size() > 900 && list.size() <= kTemplateSets * kTemplateWays);
    for (const KnownTemplate& known : list) {
      const std::string begin = FormatLogId(static_cast<LogId>(known.id));
      CPPUNIT_ASSERT_MESSAGE(known.text, known.text.empty() || known.text.starts_with(begin));
    }
  }
  void ThreadsTakeRowsFromEachOther() { TakeRows<ThreadEnv>(); }
  void ProcessesTakeRowsFromEachOther() { TakeRows<ForkEnv>(); }

  void WhateverStandsThereIsHarmless() {
    std::mt19937_64 random(5);
    const std::span<std::byte> bytes = segment_.region().bytes();
    for (int round = 0; round < 50; ++round) {
      for (std::size_t at = sizeof(Header); at + 8 <= bytes.size(); at += 8) {
        const uint64_t word = random();
        std::memcpy(bytes.data() + at, &word, sizeof word);
      }
      for (LogId id = 1; id < 300; ++id) Note(id, now_);
      for (const KnownTemplate& known : rows_.List()) {
        CPPUNIT_ASSERT(known.last.value <= kMaxTick && known.first <= known.last && known.id != 0);
        CPPUNIT_ASSERT(static_cast<int>(known.level) < kLevelCount &&
                       known.text.size() <= kTemplateTextBytes);
        for (const char c : known.text) CPPUNIT_ASSERT(c >= ' ' && c <= '~');
      }
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TemplateRowsTest);

}  // namespace
}  // namespace errwatch::store
