#include "cli/scan/request_join.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "cli/scan/request_ledgers.h"

namespace errwatch::cli {
namespace {

class RequestJoinTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestJoinTest);
  CPPUNIT_TEST(PathsOfRequests);
  CPPUNIT_TEST(AnEntryGetsWhatWasAskedFor);
  CPPUNIT_TEST(IdsTell);
  CPPUNIT_TEST(IdsThatDiffer);
  CPPUNIT_TEST(ByClientTimeAndPath);
  CPPUNIT_TEST(EqualRequestsOneAfterTheOther);
  CPPUNIT_TEST(EntriesOfRequestsThatFollowEachOther);
  CPPUNIT_TEST(AnswersThatCameFirst);
  CPPUNIT_TEST(ARequestCountsOnce);
  CPPUNIT_TEST(MessagesWithoutAPath);
  CPPUNIT_TEST(NobodyWaitsForLong);
  CPPUNIT_TEST(WhatSaysNothingIsToldWhereAsked);
  CPPUNIT_TEST(LedgersById);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    out_.clear();
    join_ = RequestJoin();
  }

  void PathsOfRequests() {
    CPPUNIT_ASSERT(IsPathOf("/srv/www/a b.php", "/a%20b.php") && IsPathOf("/a/", "/a") && IsPathOf("/", "/"));
    CPPUNIT_ASSERT(IsPathOf("/srv/www/x,", "/x"));
    CPPUNIT_ASSERT(!IsPathOf("/srv/www/xa", "/a") && !IsPathOf("/srv/www/a", "/") && !IsPathOf("", "/a"));
    CPPUNIT_ASSERT(!IsPathOf("/srv/www/a", "*") && !IsPathOf("/srv/www/a", ""));
  }

  void AnEntryGetsWhatWasAskedFor() {
    std::string message = "AH00128: File does not exist: /srv/a";
    ScanRecord entry = Entry("/srv/a", 1, 0);
    entry.entry.message = message;
    join_.Add(entry, 0, 7, emit_);
    CPPUNIT_ASSERT(out_.empty());
    message.assign(message.size(), 'x');  // its block is gone
    ScanRecord answer = Answer("/a", 404, 1);
    answer.entry.agent = "Agent";
    join_.Add(answer, 1, 8, emit_);
    CPPUNIT_ASSERT(out_.size() == 2 && out_[0].line == 7 && out_[1].line == 8);
    CPPUNIT_ASSERT(out_[0].agent == "Agent" && out_[0].uri == "/a" &&
                   out_[0].message == "AH00128: File does not exist: /srv/a");
    CPPUNIT_ASSERT(out_[0].request == out_[1].request && out_[0].request != 0);
  }

  void IdsTell() {
    ScanRecord entry = Entry("/elsewhere", 1, 0), answer = Answer("/b", 404, 1);
    entry.request = answer.request = RequestHash("AbC");
    Both(entry, answer, true);
    // ModSecurity's own, which mod_unique_id gave it.
    ScanRecord waf = Entry("/elsewhere", 1, 0), other = Answer("/b", 404, 1);
    waf.entry.message = "ModSecurity: x [unique_id \"Zx\"]";
    other.unique_id = RequestHash("Zx");
    Both(waf, other, true);
  }

  // Though they look alike.
  void IdsThatDiffer() {
    ScanRecord entry = Entry("/srv/a", 1, 0), answer = Answer("/a", 404, 1);
    entry.request = RequestHash("AbC");
    answer.request = RequestHash("DeF");
    Both(entry, answer, false);
  }

  void ByClientTimeAndPath() {
    Both(Entry("/srv/a", 1, 0), Answer("/a", 404, 900'000), true);
    Both(Entry("/srv/a", 1, 0), Answer("/b", 404, 900'000), false);
    Both(Entry("/srv/a", 1, 0), Answer("/a", 404, 60'000'000), false);
    ScanRecord stranger = Answer("/a", 404, 1);
    stranger.client = ClientAddress::Parse("192.0.2.8").value();
    Both(Entry("/srv/a", 1, 0), stranger, false);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, join_.alone());
  }

  // Each counts, and each once.
  void EqualRequestsOneAfterTheOther() {
    for (int i = 0; i < 2; ++i) {
      Add(Entry("/srv/a", 1, i));
      Add(Entry("/srv/a", 2, i));  // another message of it
    }
    for (int i = 0; i < 3; ++i) Add(Answer("/a", 401, 2));
    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, out_.size());
    for (const std::size_t first : {std::size_t{0}, std::size_t{3}})
      CPPUNIT_ASSERT(out_[first].request == out_[first + 1].request &&
                     out_[first].request == out_[first + 2].request);
    CPPUNIT_ASSERT(out_[0].request != out_[3].request && out_[6].request != out_[3].request);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, join_.alone());
  }

  // Two attempts with a name, one unknown and one known.
  void EntriesOfRequestsThatFollowEachOther() {
    Add(Entry("/private/", 1, 0));
    Add(Entry("/private/", 2, 1'000'000));
    join_.Flush(emit_);
    CPPUNIT_ASSERT(out_.size() == 2 && out_[0].request != out_[1].request);
  }

  void AnswersThatCameFirst() {
    Add(Answer("/a", 404, 0));
    Add(Entry("/srv/a", 1, 2'000'000));
    Add(Entry("/srv/a", 2, 2'000'000));
    CPPUNIT_ASSERT(out_.size() == 3 && out_[0].request == out_[1].request &&
                   out_[0].request == out_[2].request);
    Add(Entry("/srv/a", 1, 2'000'000));
    join_.Flush(emit_);
    CPPUNIT_ASSERT(out_.size() == 4 && out_[3].request != out_[0].request);
  }

  // By what weighs most; of equals by the error log's.
  void ARequestCountsOnce() {
    struct Case {
      int entry_cost, answer_cost;
      bool entry_again, answer_again;
    };
    for (const Case& c : {Case{1, 1, false, true}, Case{5, 1, false, true}, Case{1, 5, true, false}}) {
      for (const bool other : {false, true}) {
        setUp();
        Add(Weighing(Entry("/srv/a", 1, 0), c.entry_cost, other));
        Add(Weighing(Answer("/a", 404, 1), c.answer_cost, other));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, out_.size());
        const auto again = other ? &Seen::other_again : &Seen::again;
        CPPUNIT_ASSERT(out_[0].*again == c.entry_again && out_[1].*again == c.answer_again);
        CPPUNIT_ASSERT(out_[0].answered == 404);
        CPPUNIT_ASSERT_EQUAL(uint64_t{other ? 0U : 1U}, join_.elsewhere().lines);
      }
    }
    // The other log first: what weighs no more is known.
    setUp();
    Add(Weighing(Answer("/a", 404, 0), 3, false));
    Add(Weighing(Entry("/srv/a", 1, 1'000'000), 3, false));
    CPPUNIT_ASSERT(out_.size() == 2 && !out_[0].again && out_[1].again);
    // A request that is evidence of nothing takes nothing away, and who is alone counts.
    setUp();
    Add(Weighing(Entry("/srv/a", 1, 0), 3, false));
    ScanRecord nothing = Answer("/a", 404, 1);
    nothing.what = {};
    Add(nothing);
    Add(Weighing(Answer("/a", 404, 2), 3, false));
    CPPUNIT_ASSERT(out_.size() == 2 && !out_[0].again && !out_[1].again);
  }

  void MessagesWithoutAPath() {
    Both(Entry("", 1, 0), Answer("", 400, 1), true);
    Both(Entry("", 1, 0), Answer("/", 200, 1), false);
  }

  void NobodyWaitsForLong() {
    Add(Entry("/srv/a", 1, 0));
    ScanRecord other = Answer("/b", 200, 6'000'000);
    Add(other);
    CPPUNIT_ASSERT(out_.size() == 2 && out_[0].uri == "/srv/a");
    for (int i = 0; i < 20'000; ++i) {
      ScanRecord entry = Entry("/srv/a", 1, 7'000'000);
      entry.client = ClientAddress::FromWords(1, static_cast<uint64_t>(i + 1));
      Add(entry);
    }
    CPPUNIT_ASSERT(out_.size() > 3'000);
    join_.Flush(emit_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{20'002}, out_.size());
    ScanRecord nobody = Entry("/srv/a", 1, 7'000'000);
    nobody.client = ClientAddress();
    Add(nobody);
    CPPUNIT_ASSERT_EQUAL(std::size_t{20'003}, out_.size());
  }

  void WhatSaysNothingIsToldWhereAsked() {
    for (const bool asked : {false, true}) {
      setUp();
      if (asked) join_.TellEveryEntry();
      for (const char* path : {"", "/a"}) {
        ScanRecord entry = Entry(path, 1, 0);
        entry.what = entry.other = {};
        CPPUNIT_ASSERT(entry.says_nothing());
        join_.Add(entry, 0, 7, emit_);
      }
      join_.Flush(emit_);
      CPPUNIT_ASSERT_EQUAL(std::size_t{asked ? 2U : 0U}, out_.size());
    }
  }

  void LedgersById() {
    RequestLedgers ledgers;
    ScanRecord entry = Entry("/a", 1, 0);
    CPPUNIT_ASSERT(ledgers.Of(entry) == nullptr);
    entry.request = 5;
    entry.unique_id = 7;
    const auto ledger = ledgers.Of(entry);
    entry.unique_id = 0;
    CPPUNIT_ASSERT(ledger != nullptr && ledger == ledgers.Of(entry));
    entry.request = 0;
    entry.unique_id = 7;
    CPPUNIT_ASSERT(ledger == ledgers.Of(entry));
    entry.client = ClientAddress::Parse("192.0.2.8").value();
    CPPUNIT_ASSERT(ledger != ledgers.Of(entry));  // who names another's request
  }

 private:
  struct Seen {
    uint64_t request, line;
    std::string uri, agent, message;
    bool again = false, other_again = false;
    uint16_t answered = 0;
  };

  void Add(const ScanRecord& record) { join_.Add(record, 0, 0, emit_); }

  void Both(const ScanRecord& entry, const ScanRecord& answer, bool joined) {
    setUp();
    Add(entry);
    Add(answer);
    join_.Flush(emit_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, out_.size());
    CPPUNIT_ASSERT_EQUAL(joined, out_[0].request == out_[1].request);
  }

  static ScanRecord Entry(const char* path, uint32_t rule, int64_t time) {
    ScanRecord record;
    record.time_us = 1'000'000'000 + time;
    record.client = ClientAddress::Parse("192.0.2.7").value();
    record.entry.uri = path;
    record.what.rule = rule;
    record.what.category = Category::kVulnScan;
    return record;
  }
  static ScanRecord Answer(const char* uri, uint16_t status, int64_t time) {
    ScanRecord record = Entry(uri, 9, time);
    record.of_access_log = true;
    record.entry.status = status;
    return record;
  }

  // By the one rules or by the others.
  static ScanRecord Weighing(ScanRecord record, int cost, bool other) {
    record.what = record.other = {};
    Classification& what = other ? record.other : record.what;
    what.category = Category::kVulnScan;
    what.cost = static_cast<uint16_t>(cost);
    return record;
  }

  RequestJoin join_;
  std::vector<Seen> out_;
  const RequestJoin::Emit emit_ = [this](const ScanRecord& record, std::size_t, uint64_t line) {
    out_.push_back({record.request, line, std::string(record.entry.uri), std::string(record.entry.agent),
                    std::string(record.entry.message), record.again, record.other_again, record.answered});
  };
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestJoinTest);

}  // namespace
}  // namespace errwatch::cli
