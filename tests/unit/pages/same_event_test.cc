#include "pages/same_event.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class SameEventTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SameEventTest);
  CPPUNIT_TEST(EachIsOfARowOfItsOwn);
  CPPUNIT_TEST(NumbersTellApart);
  CPPUNIT_TEST(NumbersOfTwoServersMayBeTheSame);
  CPPUNIT_TEST(BlocksByHandOfOneMoment);
  CPPUNIT_TEST(ARangeIsNotItsClient);
  CPPUNIT_TEST(TextsMayBeCut);
  CPPUNIT_TEST(TextsMayHoldAnything);
  CPPUNIT_TEST(TheSurestFirst);
  CPPUNIT_TEST(WhatWasJudgedEarlyIsAnsweredLater);
  CPPUNIT_TEST_SUITE_END();

  static StoryRow Row(StoryKind kind, const std::string& uri = "", uint64_t number = 0) {
    StoryRow row;
    row.time = {5000};
    row.kind = kind;
    row.client = {*ClientAddress::Parse("203.0.113.7"), {}};
    row.number = number;
    row.uri = uri;
    if (kind == StoryKind::kEntry) row.rule = 2101;
    if (kind == StoryKind::kEntry) row.poured = 5;
    return row;
  }
  static StoryRow Entry(const std::string& uri, uint64_t number = 0) {
    return Row(StoryKind::kEntry, uri, number);
  }
  static StoryRow ByHand(uint64_t until, uint64_t number = 0) {
    StoryRow row = Row(StoryKind::kBlockedByHand, "", number);
    row.until = {until};
    return row;
  }
  // "0 1 -": the first is told by the first row, the second by the second, the third by none.
  static std::string Told(const std::vector<StoryRow>& rows, const std::vector<StoryRow>& events) {
    std::string text;
    for (const std::size_t row : WhatTells(rows, events))
      text += (text.empty() ? "" : " ") + (row == kToldByNone ? std::string("-") : std::to_string(row));
    return text;
  }
  static bool IsOne(const std::string& a, const std::string& b) {
    return Told({Entry(a)}, {Entry(b)}) == "0" && Told({Entry(b)}, {Entry(a)}) == "0";
  }

 public:
  void EachIsOfARowOfItsOwn() {
    CPPUNIT_ASSERT_EQUAL(std::string("0 1 -"),
                         Told({Entry("/a"), Entry("/a")}, {Entry("/a", 1), Entry("/a", 2), Entry("/a", 3)}));
    CPPUNIT_ASSERT_EQUAL(std::string("1 - 0"),
                         Told({Entry("/a"), Entry("/b")}, {Entry("/b", 1), Entry("/c", 2), Entry("/a", 3)}));
    StoryRow other = Entry("/a");
    other.rule = 7;
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({Entry("/a")}, {other}));
    other = Entry("/a");
    other.kind = StoryKind::kBlock;
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({Entry("/a")}, {other}));
    other = Entry("/a");
    other.method = "GET";
    StoryRow post = Entry("/a");
    post.method = "POST";
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({post}, {other}));
  }

  void NumbersTellApart() {
    CPPUNIT_ASSERT_EQUAL(std::string("1 0 -"), Told({Entry("/a", 4), Entry("/a", 3)},
                                                    {Entry("/a", 3), Entry("/a", 4), Entry("/a", 5)}));
    // Where one does not know it, the rest has to do.
    CPPUNIT_ASSERT_EQUAL(std::string("0"), Told({Entry("/a", 4)}, {Entry("/a")}));
  }

  void NumbersOfTwoServersMayBeTheSame() {
    CPPUNIT_ASSERT_EQUAL(std::string("- 0"), Told({Entry("/a", 4)}, {Entry("/b", 4), Entry("/a", 4)}));
  }

  void BlocksByHandOfOneMoment() {
    CPPUNIT_ASSERT_EQUAL(std::string("1 0"),
                         Told({ByHand(9000), ByHand(6000)}, {ByHand(6000, 2), ByHand(9000, 1)}));
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({ByHand(9000)}, {ByHand(6000, 2)}));
    // "let back in" of memory has no end, that of the log may.
    const StoryRow memory = Row(StoryKind::kUnblocked);
    StoryRow log = memory;
    log.until = {9000};
    CPPUNIT_ASSERT_EQUAL(std::string("0"), Told({memory}, {log}));
  }

  void ARangeIsNotItsClient() {
    StoryRow range = ByHand(9000);
    range.client.prefix.ipv4 = 24;
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({ByHand(9000)}, {range}));
    // Where all of a /24 are one client it is.
    CPPUNIT_ASSERT_EQUAL(std::string("0"), Told({range}, {range}));
  }

  void TextsMayBeCut() {
    CPPUNIT_ASSERT(IsOne("/begin...end", "/begin and what is between and the end"));
    CPPUNIT_ASSERT(IsOne("/begin...end", "/begin and...the end"));
    CPPUNIT_ASSERT(IsOne("/begin...", "/begin and what is between"));
    CPPUNIT_ASSERT(IsOne("/begin and wh...", "/begin...end"));
    CPPUNIT_ASSERT(!IsOne("/begin...end", "/begin and no other"));
    CPPUNIT_ASSERT(!IsOne("/begin...end", "/begind"));
    CPPUNIT_ASSERT(!IsOne("/begin...end", "/other...end"));
    // A gap that the client wrote, and one where something was cut.
    CPPUNIT_ASSERT(IsOne("/a/..././b...end", "/a/..././b and so on to the end"));
    CPPUNIT_ASSERT(IsOne("/a/..././b", "/a/..././b"));
    CPPUNIT_ASSERT(!IsOne("/a/..././b", "/c/..././b"));
  }

  void TextsMayHoldAnything() {
    // Bytes that are no UTF-8 are others in JSON.
    CPPUNIT_ASSERT(IsOne("/\xff\x01x\xe2\x80", "/\xef\xbf\xbd\x01x\xef\xbf\xbd"));
    CPPUNIT_ASSERT(!IsOne("/\xffx", "/\xffy"));
  }

  // Where several may be meant.
  void TheSurestFirst() {
    StoryRow light = Entry("/a", 1), heavy = Entry("/a", 2);
    light.poured = 0;
    CPPUNIT_ASSERT_EQUAL(std::string("- 0"), Told({Entry("/a")}, {light, heavy}));
    CPPUNIT_ASSERT_EQUAL(std::string("1 0"), Told({Entry("/a...z"), Entry("/a to z")},
                                                  {Entry("/a to z", 1), Entry("/a and z", 2)}));
    CPPUNIT_ASSERT_EQUAL(std::string("1 0"),
                         Told({Entry(""), Entry("/a")}, {Entry("/a", 1), Entry("/b", 2)}));
  }

  void WhatWasJudgedEarlyIsAnsweredLater() {
    StoryRow later = Entry("/a", 1);
    later.time = {5000 + 200};
    CPPUNIT_ASSERT_EQUAL(std::string("0"), Told({Entry("/a")}, {later}));
    // Each of its own, and what was in the same moment first.
    StoryRow row = later;
    row.number = 0;
    CPPUNIT_ASSERT_EQUAL(std::string("1 0 -"), Told({Entry("/a"), row}, {later, later, later}));
    StoryRow other = later;
    other.uri = "/b";
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({Entry("/a")}, {other}));
    other = later;
    other.poured = 2.5;
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({Entry("/a")}, {other}));
    // Not in front of it, nor long after it; nor a block.
    later.time = {5000 - 1};
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({Entry("/a")}, {later}));
    later.time = {5000 + 70'000};
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({Entry("/a")}, {later}));
    StoryRow block = ByHand(90'000, 2);
    block.time = {5001};
    CPPUNIT_ASSERT_EQUAL(std::string("-"), Told({ByHand(90'000)}, {block}));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SameEventTest);

}  // namespace
}  // namespace errwatch
