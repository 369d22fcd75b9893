#include "match/match_scratch.h"

#include <sys/resource.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "rules/classifier.h"
#include "unit/allocation_counter.h"
#include "unit/make_rule_set.h"

namespace errwatch {
namespace {

// Every way a rule can be reached, with machine code and without it.
std::vector<std::string> VariedRules() {
  std::vector<std::string> lines = {"1 xss ah=AH00128",
                                    "2 anomaly module=core",
                                    "3 anomaly status=404",
                                    R"(4 anomaly "\d{3}")",
                                    R"(5 resource_exhaustion "(?:a+a+)+[bc]")",
                                    R"(6 anomaly "(*NO_JIT)(?:a+a+)+[bc]")",
                                    R"(7 xss "(*NO_JIT)<(\w+)((((((((((((\s)))))))))))).*>")",
                                    R"(8 benign ah=AH00128 "favicon")"};
  for (int i = 100; i < 400; ++i) {
    lines.push_back(
        std::to_string(i) +
        R"( sql_injection target=message,uri,args,agent,referer,host,method,cookie,headers "word)" +
        std::to_string(i) + R"(\s*=")");
  }
  return lines;
}

std::vector<std::string> VariedTexts() {
  std::vector<std::string> texts = {"",
                                    "AH00128: File does not exist: /var/www/html/favicon.ico",
                                    "word123 = 1 word399%20%3d",
                                    "%2575nion/**/select \\x3cscript >",
                                    std::string(8192, 'a'),
                                    std::string(20'000, '%'),
                                    std::string(9000, '\xff')};
  std::string all;
  for (int i = 100; i < 400; ++i) all += "word" + std::to_string(i) + "=";
  texts.push_back(all);
  return texts;
}

class MatchScratchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MatchScratchTest);
  CPPUNIT_TEST(WarmScratchAllocatesNothing);
  CPPUNIT_TEST(WarmingForALargerSetKeepsTheSmaller);
  CPPUNIT_TEST(EmptySetNamesNothing);
  CPPUNIT_TEST(LeasesAreExclusiveAndReturned);
  CPPUNIT_TEST(PoolWithoutSlotsGivesNothing);
  CPPUNIT_TEST(ManyThreadsShareAPool);
  CPPUNIT_TEST(ItsPagesComeWhenTheyAreUsed);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WarmScratchAllocatesNothing() {
    const auto set = MakeRuleSet(VariedRules());
    const auto texts = VariedTexts();
    MatchScratch scratch;
    CPPUNIT_ASSERT(set->Warm(scratch).ok());
    size_t allocations = 0;
    size_t named = 0;
    size_t limited = 0;
    for (const std::string& text : texts) {
      for (int field = 0; field < 3; ++field) {
        Entry entry;
        entry.message = text;
        entry.module = field == 0 ? "core" : "a_module_with_a_rather_long_name";
        entry.log_id = LeadingLogId(text);
        if (field == 1) entry.uri = entry.args = text;
        if (field == 2)
          entry.agent = entry.referer = entry.host = entry.method = entry.cookie = entry.headers = text;
        const AllocationCounter counter;
        const Classification fast = Classify(*set, entry, nullptr, scratch);
        const Classification slow = ClassifySlow(*set, entry, nullptr, scratch);
        allocations += counter.count();
        named += fast.rule != 0 && fast.rule == slow.rule;
        limited += fast.limited;
      }
    }
    CPPUNIT_ASSERT_EQUAL(size_t{0}, allocations);
    CPPUNIT_ASSERT(named >= 8);    // else nothing was tried
    CPPUNIT_ASSERT(limited >= 3);  // the catastrophic patterns ran into their limit
  }

  void WarmingForALargerSetKeepsTheSmaller() {
    const auto small = MakeRuleSet({"1 xss 'alpha'"});
    const auto large = MakeRuleSet(VariedRules());
    MatchScratch scratch;
    CPPUNIT_ASSERT(large->Warm(scratch).ok());
    CPPUNIT_ASSERT(small->Warm(scratch).ok());
    Entry entry;
    entry.message = "alpha word250=";
    const AllocationCounter counter;
    const uint32_t of_small = Classify(*small, entry, nullptr, scratch).rule;
    const uint32_t of_large = Classify(*large, entry, nullptr, scratch).rule;
    const size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(1U, of_small);
    CPPUNIT_ASSERT_EQUAL(250U, of_large);
    CPPUNIT_ASSERT_EQUAL(size_t{0}, allocations);
  }

  void EmptySetNamesNothing() {
    const auto set = MakeRuleSet({});
    MatchScratch scratch;
    CPPUNIT_ASSERT(set->Warm(scratch).ok());
    CPPUNIT_ASSERT_EQUAL(0U, Classify(*set, Entry(), nullptr, scratch).rule);
  }

  void LeasesAreExclusiveAndReturned() {
    ScratchPool pool(2);
    auto first = pool.Take(7);
    {
      auto second = pool.Take(7);
      CPPUNIT_ASSERT(first && second);
      CPPUNIT_ASSERT(&*first != &*second);
      CPPUNIT_ASSERT(!pool.Take(0));
    }
    auto moved = std::move(first);
    CPPUNIT_ASSERT(moved && !first);
    auto again = pool.Take(static_cast<std::size_t>(-1));
    CPPUNIT_ASSERT(again);
    CPPUNIT_ASSERT(&*again != &*moved);
  }

  void PoolWithoutSlotsGivesNothing() {
    ScratchPool pool(0);
    CPPUNIT_ASSERT(!pool.Take(3));
  }

  // A child has one for each thread that may ever log, and hardly ever uses more than a few.
  void ItsPagesComeWhenTheyAreUsed() {
    if (!ZeroedBytes::kComesByPages) return;
    constexpr long kScratches = 50;
    const auto set = MakeRuleSet(VariedRules());
    rusage before{};
    rusage after{};
    getrusage(RUSAGE_SELF, &before);
    ScratchPool pool(kScratches);
    CPPUNIT_ASSERT(pool.MakeReady([&](MatchScratch& scratch) { return set->Warm(scratch); }).ok());
    getrusage(RUSAGE_SELF, &after);
    // What a first match through a scratch touches is a few.
    CPPUNIT_ASSERT(after.ru_minflt - before.ru_minflt < 16 * kScratches);
  }

  void ManyThreadsShareAPool() {
    const auto set = MakeRuleSet(VariedRules());
    ScratchPool pool(3);
    CPPUNIT_ASSERT(pool.MakeReady([&](MatchScratch& scratch) { return set->Warm(scratch); }).ok());
    std::atomic<int> wrong{0};
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (uint32_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        const std::string text = "word" + std::to_string(200 + t) + "=";
        Entry entry;
        entry.message = text;
        for (int i = 0; i < 2000; ++i) {
          auto lease = pool.Take(t);
          if (!lease) continue;
          ((Classify(*set, entry, nullptr, *lease).rule == 200 + t) ? right : wrong)++;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CPPUNIT_ASSERT_EQUAL(0, wrong.load());
    CPPUNIT_ASSERT(right.load() > 0);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MatchScratchTest);

}  // namespace
}  // namespace errwatch
