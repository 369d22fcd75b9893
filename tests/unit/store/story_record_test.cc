#include "store/story_record.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "model/bucket_tag.h"
#include "model/leaky_bucket.h"

namespace errwatch::store {
namespace {

constexpr Fingerprint kSomeone = 0x00AB'CDEF'0123'4567;

StoryRecord BackFrom(const StoryEvent& event) {
  const auto record = DecodeStory(EncodeStory(event), 7);
  CPPUNIT_ASSERT(record);
  return *record;
}

class StoryRecordTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StoryRecordTest);
  CPPUNIT_TEST(AnEntryComesBackAsItWas);
  CPPUNIT_TEST(ABlockComesBackAsItWas);
  CPPUNIT_TEST(WhatIsTooMuchIsCut);
  CPPUNIT_TEST(BothEndsOfTextsAreKept);
  CPPUNIT_TEST(CopiesOwnTheirTexts);
  CPPUNIT_TEST(TheAnswerTakesThePlaceOfTheStatus);
  CPPUNIT_TEST(BelongsToAClientAndATicket);
  CPPUNIT_TEST(ImpossibleOnesAreNotBelieved);
  CPPUNIT_TEST_SUITE_END();

  static StoryEvent SomeEntry() {
    StoryEvent event;
    event.category = Category::kSqlInjection;
    event.limit = TagOf(Category::kSqlInjection);
    event.flags = kStoryForeign | kStoryAnswered;
    event.joined = AnomalyKind::kScan;
    event.status = 599;
    event.cost = 5;
    event.rule = 999'999'999;
    event.log_id = 10'033;
    event.level = kMaxLevel;
    event.any_level = kMaxLevel - 1;
    event.poured = 65'535;
    event.capacity = 10'000;
    event.time = {kMaxTick};
    event.method = "PROPFIND";
    event.vhost = "www.example.org";
    event.uri = "/a?b=\x01\xFF";
    return event;
  }

 public:
  void AnEntryComesBackAsItWas() {
    const StoryEvent in = SomeEntry();
    const StoryRecord record = BackFrom(in);
    const StoryEvent& out = record.event;
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, record.ticket);
    CPPUNIT_ASSERT(out.kind == in.kind && out.category == in.category && out.limit == in.limit);
    CPPUNIT_ASSERT(out.flags == in.flags && out.joined == in.joined && out.status == in.status &&
                   out.cost == in.cost);
    CPPUNIT_ASSERT(out.rule == in.rule && out.log_id == in.log_id && out.time == in.time);
    CPPUNIT_ASSERT(out.level == in.level && out.any_level == in.any_level && out.poured == in.poured);
    CPPUNIT_ASSERT(out.capacity == in.capacity && out.count == 0 && out.until == Tick());
    CPPUNIT_ASSERT(out.method == in.method && out.vhost == in.vhost && out.uri == in.uri);
  }

  void ABlockComesBackAsItWas() {
    for (const StoryKind kind : {StoryKind::kBlock, StoryKind::kDetection, StoryKind::kBlockedByHand,
                                 StoryKind::kExpired, StoryKind::kUnblocked}) {
      StoryEvent in = SomeEntry();
      in.kind = kind;
      in.strikes = 31;
      in.count = UINT32_MAX;
      in.until = {kMaxTick - 1};
      in.denied_first = {12};
      in.denied_last = {13};
      const StoryEvent out = BackFrom(in).event;
      CPPUNIT_ASSERT(out.kind == kind && out.strikes == 31 && out.count == UINT32_MAX);
      CPPUNIT_ASSERT(out.until == in.until && out.level == in.level && out.capacity == in.capacity);
      CPPUNIT_ASSERT(out.denied_first == in.denied_first && out.denied_last == in.denied_last);
      CPPUNIT_ASSERT(out.poured == 0 && out.uri.empty());
    }
    StoryEvent login = SomeEntry();
    login.kind = StoryKind::kForgiven;
    login.count = 3;
    const StoryRecord record = BackFrom(login);
    CPPUNIT_ASSERT(record.event.count == 3 && record.event.uri == login.uri);
  }

  void WhatIsTooMuchIsCut() {
    StoryEvent in = SomeEntry();
    in.status = 0xFFFF;
    in.strikes = 255;
    in.log_id = UINT32_MAX;
    in.level = in.any_level = in.poured = in.capacity = UINT32_MAX;
    const StoryEvent out = BackFrom(in).event;
    CPPUNIT_ASSERT(out.status == 1023 && out.strikes == 31 && out.log_id == 0xFF'FFFF);
    CPPUNIT_ASSERT(out.level == kMaxLevel && out.any_level == kMaxLevel && out.poured == 65'535);
    CPPUNIT_ASSERT(out.capacity == 0xF'FFFF && out.time == in.time && out.rule == in.rule);
    CPPUNIT_ASSERT(out.cost == in.cost && out.limit == in.limit && out.category == in.category);
  }

  void BothEndsOfTextsAreKept() {
    StoryEvent in = SomeEntry();
    in.method = "VERSION-CONTROL";
    const std::string vhost = "a" + std::string(100, '-') + ".example.org";
    const std::string uri = "/begin" + std::string(500, '-') + "end";
    in.vhost = vhost;
    in.uri = uri;
    const StoryRecord record = BackFrom(in);
    CPPUNIT_ASSERT_EQUAL(std::string("VERSION-CONT"), std::string(record.event.method));
    CPPUNIT_ASSERT(record.event.vhost.size() <= kStoryVhostBytes && record.event.vhost.starts_with("a-"));
    CPPUNIT_ASSERT(record.event.vhost.ends_with(".example.org"));
    CPPUNIT_ASSERT(record.event.uri.starts_with("/begin-") && record.event.uri.ends_with("-end"));
    CPPUNIT_ASSERT_EQUAL(kStoryTextBytes,
                         record.event.method.size() + record.event.vhost.size() + record.event.uri.size());
    CPPUNIT_ASSERT(record.event.uri.size() >= 48);
  }

  void CopiesOwnTheirTexts() {
    StoryRecord record = BackFrom(SomeEntry());
    StoryRecord copy;
    copy = record;
    const StoryRecord constructed = record;
    record.text.fill('?');
    CPPUNIT_ASSERT(copy.event.uri == SomeEntry().uri && constructed.event.vhost == SomeEntry().vhost);
    const auto* self = &copy;
    copy = *self;
    CPPUNIT_ASSERT(copy.event.uri == SomeEntry().uri);
  }

  void TheAnswerTakesThePlaceOfTheStatus() {
    StoryEvent in = SomeEntry();
    in.flags = kStoryForeign;
    StoryNumbers words = EncodeStory(in);
    SetAnswer(words, 200);
    const StoryEvent out = DecodeStory(words, 1)->event;
    CPPUNIT_ASSERT_EQUAL(uint16_t{200}, out.status);
    CPPUNIT_ASSERT_EQUAL(int{kStoryForeign | kStoryAnswered}, int{out.flags});
    CPPUNIT_ASSERT(out.time == in.time && out.kind == in.kind && out.strikes == in.strikes);
  }

  void BelongsToAClientAndATicket() {
    const StoryNumbers words = EncodeStory(SomeEntry());
    const uint64_t whole = WholeWord(words, kSomeone, 7);
    CPPUNIT_ASSERT(whole == WholeWord(words, kSomeone, 7));
    CPPUNIT_ASSERT(whole != WholeWord(words, kSomeone + 1, 7));
    CPPUNIT_ASSERT(whole !=
                   WholeWord(words, kSomeone, 7 + (uint64_t{1} << 32)));  // of another lap of numbers
    CPPUNIT_ASSERT(IsOfLater(WholeWord(words, kSomeone, 8), 7, 9));
    CPPUNIT_ASSERT(!IsOfLater(whole, 7, 9) && !IsOfLater(BeingWritten(7), 7, 9));
    CPPUNIT_ASSERT(!IsOfLater(WholeWord(words, kSomeone, 100), 7, 9));  // wild
    CPPUNIT_ASSERT(!IsOfLater(0, 7, 9));

    StoryRecordWords memory{};
    StoryNumbers found{};
    for (std::size_t i = 1; i < words.size(); ++i) memory[i].store(words[i], std::memory_order_relaxed);
    memory[0].store(whole, std::memory_order_relaxed);
    CPPUNIT_ASSERT(LoadWhole(memory, kSomeone, 7, found));
    CPPUNIT_ASSERT(!LoadWhole(memory, kSomeone, 6, found) && !LoadWhole(memory, kSomeone + 1, 7, found));
    for (std::size_t i = 0; i < words.size(); ++i) {
      const uint64_t before = memory[i].load(std::memory_order_relaxed);
      memory[i].store(before ^ uint64_t{1} << (i * 5 % 64), std::memory_order_relaxed);
      CPPUNIT_ASSERT(!LoadWhole(memory, kSomeone, 7, found));
      memory[i].store(before, std::memory_order_relaxed);
    }
    memory[0].store(BeingWritten(7), std::memory_order_relaxed);
    CPPUNIT_ASSERT(!LoadWhole(memory, kSomeone, 7, found));
  }

  // The checksum is no secret.
  void ImpossibleOnesAreNotBelieved() {
    StoryNumbers words = EncodeStory(SomeEntry());
    words[4] |= uint64_t{127} << 53;  // a URI of 127 bytes
    CPPUNIT_ASSERT(!DecodeStory(words, 7));
    words = EncodeStory(SomeEntry());
    words[2] |= uint64_t{0xFF} << 56;  // category
    CPPUNIT_ASSERT(DecodeStory(words, 7)->event.category == Category::kBenign);
    words = EncodeStory(SomeEntry());
    words[1] |= uint64_t{15} << kTickBits;  // kind
    CPPUNIT_ASSERT(!DecodeStory(words, 7));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StoryRecordTest);

}  // namespace
}  // namespace errwatch::store
