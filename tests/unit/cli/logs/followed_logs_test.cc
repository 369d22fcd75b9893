#include "cli/logs/followed_logs.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <string>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class FollowedLogsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FollowedLogsTest);
  CPPUNIT_TEST(WhatIsThereIsMerged);
  CPPUNIT_TEST(NothingIsReadTwice);
  CPPUNIT_TEST(BenignBlocksAreReadOver);
  CPPUNIT_TEST(PausesBetweenBlocks);
  CPPUNIT_TEST(IsWatchedAnewWhenAFileIsOpened);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatIsThereIsMerged() {
    for (const int second : {1, 4, 5}) Append("a", second);
    for (const int second : {2, 3, 6}) Append("b", second);
    FollowedLogs logs({files_.Path("a"), files_.Path("missing"), files_.Path("b")}, plan_);
    CPPUNIT_ASSERT_EQUAL(std::string("0:1 2:1 2:2 0:2 0:3 2:3 "), Read(logs));
    CPPUNIT_ASSERT(logs.files()[0].error.empty() && !logs.files()[1].error.empty());
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, logs.files()[2].lines);
    CPPUNIT_ASSERT_EQUAL(uint64_t{6}, tally_.lines);
  }

  void NothingIsReadTwice() {
    Append("a", 1);
    FollowedLogs logs({files_.Path("a"), files_.Path("b")}, plan_);
    CPPUNIT_ASSERT_EQUAL(std::string("0:1 "), Read(logs));
    CPPUNIT_ASSERT_EQUAL(std::string(), Read(logs));
    Append("b", 2);
    Append("a", 3);
    CPPUNIT_ASSERT_EQUAL(std::string("1:1 0:2 "), Read(logs));
    Append("c", 4);
    FollowedLogs others({files_.Path("c")}, plan_);
    others.SkipToEnd();
    CPPUNIT_ASSERT_EQUAL(std::string(), Read(others));
    Append("c", 5);
    CPPUNIT_ASSERT_EQUAL(std::string("0:2 "), Read(others));
  }

  void BenignBlocksAreReadOver() {
    std::string benign;
    while (benign.size() < 3 * FollowedLog::kFollowBytes) benign += "nothing in it\n";
    files_.Write("a", benign);
    Append("a", 1);
    Append("b", 2);
    FollowedLogs logs({files_.Path("b"), files_.Path("a")}, plan_);
    const std::string read = Read(logs);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(read, std::size_t{0}, read.find("1:"));
    CPPUNIT_ASSERT(read.ends_with(" 0:1 "));
  }

  void PausesBetweenBlocks() {
    for (int i = 0; i < 2000; ++i) Append("a", i % 60);
    FollowedLogs logs({files_.Path("a")}, plan_);
    int asked = 0, visited = 0;
    const auto once = [&] { return asked++ == 1; };
    const auto count = [&](const ScanRecord&, std::size_t, uint64_t) { ++visited; };
    logs.Read(
        count, [](const ScanBlock&, std::size_t, uint64_t) {}, once);
    CPPUNIT_ASSERT(visited > 0 && visited < 2000);
    logs.Read(
        count, [](const ScanBlock&, std::size_t, uint64_t) {}, [] { return false; });
    CPPUNIT_ASSERT_EQUAL(2000, visited);
  }

  void IsWatchedAnewWhenAFileIsOpened() {
    ChangeWatch watch;
    FollowedLogs logs({files_.Path("a"), files_.Path("b")}, plan_);
    Read(logs);
    CPPUNIT_ASSERT(logs.Watch(watch));  // the directories
    CPPUNIT_ASSERT(!logs.Watch(watch));
    Append("a", 1);
    Read(logs);
    CPPUNIT_ASSERT(logs.Watch(watch));
    Append("a", 2);
    Read(logs);
    CPPUNIT_ASSERT(!logs.Watch(watch));
    Append("b", 3);
    Read(logs);
    CPPUNIT_ASSERT(logs.Watch(watch));
  }

 private:
  void Append(const char* name, int second) const {
    std::ofstream(files_.Path(name), std::ios::app)
        << LineAt(second, "core:info", "192.0.2.4", "AH00128: File does not exist: /x");
  }
  // "<file>:<line> " of each entry.
  std::string Read(FollowedLogs& logs) {
    std::string text;
    logs.Read([&](const ScanRecord&, std::size_t file,
                  uint64_t line) { text += std::to_string(file) + ":" + std::to_string(line) + " "; },
              [&](const ScanBlock& block, std::size_t, uint64_t) { tally_.Add(block.tally); },
              [] { return false; });
    return text;
  }
  ScanPlan Plan() const {
    ScanPlan plan;
    plan.rules = rules_.rules.get();
    plan.filter = &filter_;
    return plan;
  }

  TemporaryDirectory files_;
  const RulesInForce rules_ = LoadRules(files_.Write("rules.conf", kTestRules), "").value();
  const EntryFilter filter_ = EntryFilter::Make({}, 0).value();
  const ScanPlan plan_ = Plan();
  ScanTally tally_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(FollowedLogsTest);

}  // namespace
}  // namespace errwatch::cli
