#include "match/field_scan.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>
#include <vector>

#include "unit/allocation_counter.h"

namespace errwatch {
namespace {

using Indexes = std::vector<std::size_t>;
constexpr TargetSet kEveryField = (1U << kTargetCount) - 1;

class FieldScanTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FieldScanTest);
  CPPUNIT_TEST(TheSameAgain);
  CPPUNIT_TEST(OfWhichPrefilterIsTold);
  CPPUNIT_TEST(FoundInOneFieldIsNotFoundInAnother);
  CPPUNIT_TEST(MoreThanIsRemembered);
  CPPUNIT_TEST(SecretsAreNotRemembered);
  CPPUNIT_TEST(WhatIsCleanIsTakenAsKnown);
  CPPUNIT_TEST(OnlyPlainTextIsClean);
  CPPUNIT_TEST(FieldsBehindACleanOneStandWhereTheyStood);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

  std::unique_ptr<MatchScratch> scratch_ = std::make_unique<MatchScratch>();
  const Prefilter filter_{
      {{kEveryField, {{"curl"}}}, {Bit(Target::kReferer), {{"curl"}}}, {kEveryField, {{"select"}}}}};
  std::vector<uint64_t> words_ = std::vector<uint64_t>(1);
  std::vector<uint32_t> segments_ = std::vector<uint32_t>(64);

  Indexes Scan(const Prefilter& filter, const Entry& entry) {
    CPPUNIT_ASSERT(scratch_->Fit(64, filter).ok());
    words_[0] = 0;
    ScanFields(filter, PrepareText(entry, kEveryField, *scratch_, &filter), *scratch_, {words_, segments_});
    Indexes found;
    Candidates{words_, segments_}.ForEach([&](std::size_t pattern) { found.push_back(pattern); });
    return found;
  }

 public:
  void TheSameAgain() {
    Entry entry;
    entry.agent = "curl/7.88.1 (x86_64)";
    entry.uri = "/products/list";
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT((Indexes{0} == Scan(filter_, entry)));
    CPPUNIT_ASSERT_EQUAL(2U, segments_[0]);
    // A field in front of it: the agent stands elsewhere.
    entry.args = "select=1";
    CPPUNIT_ASSERT((Indexes{0, 2} == Scan(filter_, entry)));
    CPPUNIT_ASSERT(segments_[0] == 4 && segments_[2] == 2);
    entry.agent = "Wget/1.21.3 (x86_64)";
    CPPUNIT_ASSERT((Indexes{2} == Scan(filter_, entry)));
  }

  void OfWhichPrefilterIsTold() {
    Entry entry;
    entry.agent = "curl/7.88.1 (x86_64)";
    CPPUNIT_ASSERT((Indexes{0} == Scan(filter_, entry)));
    const Prefilter other({{kEveryField, {{"wget"}}}, {kEveryField, {{"x86_64"}}}});
    CPPUNIT_ASSERT((Indexes{1} == Scan(other, entry)));
    CPPUNIT_ASSERT((Indexes{0} == Scan(filter_, entry)));
  }

  void FoundInOneFieldIsNotFoundInAnother() {
    Entry entry;
    entry.agent = "curl/7.88.1 (x86_64)";
    Scan(filter_, entry);
    entry.referer = entry.agent;
    for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT((Indexes{0, 1} == Scan(filter_, entry)));
    CPPUNIT_ASSERT(segments_[0] == 3 && segments_[1] == 2);
  }

  void MoreThanIsRemembered() {
    std::vector<Prefilter::Pattern> patterns;
    for (char c = 'a'; c <= 'z'; ++c) patterns.push_back({kEveryField, {{std::string("curl/") + c}}});
    const Prefilter filter(patterns);
    std::string agent;
    for (std::size_t count = 1; count <= patterns.size(); ++count) {
      agent += std::string("curl/") + static_cast<char>('a' + count - 1) + ' ';
      Entry entry;
      entry.agent = agent;
      for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT_EQUAL(count, Scan(filter, entry).size());
    }
  }

  void SecretsAreNotRemembered() {
    Entry entry;
    entry.cookie = "session=8f14e45fceea167a5a36";
    entry.agent = "curl/7.88.1 (x86_64)";
    Scan(filter_, entry);
    CPPUNIT_ASSERT(scratch_->seen_fields.Find(static_cast<unsigned>(Target::kAgent), entry.agent) != nullptr);
    CPPUNIT_ASSERT(scratch_->seen_fields.Find(static_cast<unsigned>(Target::kCookie), entry.cookie) ==
                   nullptr);
  }

  // Asks so often that what can be clean is, if nothing is found in it.
  EntryText AsRemembered(const Entry& entry) {
    for (int i = 0; i < 2; ++i) {
      const EntryText text = PrepareText(entry, kEveryField, *scratch_, &filter_);
      CPPUNIT_ASSERT_EQUAL(TargetSet{0}, text.clean);
      Scan(filter_, entry);
      for (unsigned target = 0; target < kTargetCount; ++target)
        if ((text.may_be_clean >> target & 1U) != 0)
          NoteClean(filter_, text, target, 70 + target, scratch_->seen_fields);
    }
    return PrepareText(entry, kEveryField, *scratch_, &filter_);
  }

  void WhatIsCleanIsTakenAsKnown() {
    Entry entry;
    entry.agent = "Curl/7.88.1 (x86_64)";
    entry.uri = "/list";
    entry.method = "GET";
    entry.message = "AH00128: File does not exist: /list";
    const EntryText text = AsRemembered(entry);
    CPPUNIT_ASSERT_EQUAL(
        static_cast<TargetSet>(Bit(Target::kAgent) | Bit(Target::kUri) | Bit(Target::kMethod)), text.clean);
    const EntryText::Field& agent = text.fields[static_cast<std::size_t>(Target::kAgent)];
    CPPUNIT_ASSERT(agent.raw == entry.agent && agent.normalized == "curl/7.88.1 (x86_64)" && !agent.changed &&
                   agent.values.empty());
    CPPUNIT_ASSERT_EQUAL(70U + static_cast<unsigned>(Target::kAgent), agent.clean_steps);
    CPPUNIT_ASSERT(text.fields[static_cast<std::size_t>(Target::kUri)].normalized.empty());
    CPPUNIT_ASSERT((Indexes{0} == Scan(filter_, entry)));
    const Prefilter other({{kEveryField, {{"curl"}}}});
    CPPUNIT_ASSERT_EQUAL(TargetSet{0}, PrepareText(entry, kEveryField, *scratch_, &other).clean);
    CPPUNIT_ASSERT_EQUAL(TargetSet{0}, PrepareText(entry, kEveryField, *scratch_).clean);
  }

  void OnlyPlainTextIsClean() {
    Entry entry;
    entry.uri = "/a%20b/list";
    entry.args = "text=c2VsZWN0ICogZnJvbSB1c2Vycw==";  // hides another one
    entry.agent = "curl  7.88.1";
    entry.cookie = "session=8f14e45fceea167a5a36";
    const std::string too_long(SeenFields::kLongest + 1, 'a');
    entry.referer = too_long;
    CPPUNIT_ASSERT_EQUAL(TargetSet{0}, AsRemembered(entry).clean);
    std::string many;  // values: for those of others there may be no room the next time
    for (int i = 0; i < 40; ++i) many += "a&";
    entry.args = many;
    CPPUNIT_ASSERT_EQUAL(TargetSet{0}, AsRemembered(entry).clean);
  }

  void FieldsBehindACleanOneStandWhereTheyStood() {
    Entry entry;
    entry.agent = "Curl/7.88.1 (x86_64)";
    entry.args = "a=1&b=2";
    entry.headers = "Accept: */*\nX-A: <b>";
    const EntryText known = AsRemembered(entry);
    CPPUNIT_ASSERT(known.clean != 0);
    const std::string remembered(known.all);
    const EntryText fresh = PrepareText(entry, kEveryField, *scratch_);
    CPPUNIT_ASSERT_EQUAL(fresh.all.size(), remembered.size());
    CPPUNIT_ASSERT_EQUAL(fresh.segment_count, known.segment_count);
    for (std::size_t i = 0; i < fresh.segment_count; ++i)
      CPPUNIT_ASSERT_EQUAL(fresh.segment_ends[i], known.segment_ends[i]);
  }

  void AllocatesNothing() {
    Entry entry;
    entry.agent = "curl/7.88.1 (x86_64)";
    Scan(filter_, entry);
    const EntryText text = PrepareText(entry, kEveryField, *scratch_);
    const AllocationCounter allocations;
    for (int i = 0; i < 2; ++i) {
      ScanFields(filter_, text, *scratch_, {words_, segments_});
      scratch_->seen_fields = {};
    }
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FieldScanTest);

}  // namespace
}  // namespace errwatch
