#include "store/client_story.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "model/leaky_bucket.h"
#include "store/end_of_block.h"
#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr uint64_t kStoryMinute = 60 * 100;  // ticks

struct StoriesMemory {
  std::array<StorySet, 1> sets;
  std::atomic<uint64_t> torn, seen;
};

class ClientStoryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientStoryTest);
  CPPUNIT_TEST(TellsTheLastOnesInTheirOrder);
  CPPUNIT_TEST(NobodyHasAnothersStory);
  CPPUNIT_TEST(AnswersAreAddedToTheirRecord);
  CPPUNIT_TEST(DenialsAreCountedAndGoWithTheEndOfTheBlock);
  CPPUNIT_TEST(OnlyEvidenceBeginsAStory);
  CPPUNIT_TEST(TheLeastGivesWay);
  CPPUNIT_TEST(ABlockedOneStaysWhileThereIsAnother);
  CPPUNIT_TEST(OfBlockedOnesThatWhichEndsFirstGivesWayToAnother);
  CPPUNIT_TEST(ANewOwnerInheritsNothing);
  CPPUNIT_TEST(WildWordsAreSurvived);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST(GrowsWithTheTable);
  CPPUNIT_TEST(ThreadsNeverSeeATornRecord);
  CPPUNIT_TEST(ProcessesNeverSeeATornRecord);
  CPPUNIT_TEST(KilledWritersLeaveNothingToBelieve);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{sizeof(StoriesMemory)};
  StoriesMemory& memory_ = *region_.As<StoriesMemory>();
  ClientStories stories_{memory_.sets};
  const Tick now_{1'000'000};

  static Fingerprint Client(uint64_t number) { return number * 0x0001'2345'6789'ABCD % (uint64_t{1} << 56); }
  static std::string TextOf(uint32_t number) { return "/" + std::to_string(number); }

  // Every field follows from the number, so that a mix of two records shows.
  static StoryTicket TellNumber(ClientStories& stories, Fingerprint client, uint32_t number, Tick time) {
    const std::string text = TextOf(number);
    StoryEvent event;
    event.rule = number;
    event.level = number % kMaxLevel;
    event.time = time;
    event.uri = text;
    return stories.Tell(client, event);
  }
  static bool IsWhole(const StoryRecord& record) {
    return record.event.level == record.event.rule % kMaxLevel &&
           record.event.uri == TextOf(record.event.rule);
  }

  StoryEvent Block(Tick until, Tick time) { return StoryOfBlock(StoryKind::kBlock, until, time); }
  Tick Later(uint64_t minutes) const { return {now_.value + minutes * kStoryMinute}; }
  bool Has(uint64_t number) const { return stories_.Find(Client(number)).has_value(); }
  void FillUp() {
    for (uint32_t i = 1; i <= kStoryWays; ++i) TellNumber(stories_, Client(i), i * 640, now_);
  }

 public:
  void TellsTheLastOnesInTheirOrder() {
    CPPUNIT_ASSERT(!stories_.Find(Client(1)));
    for (uint32_t i = 0; i < kStoryRecords + 3; ++i)
      CPPUNIT_ASSERT(TellNumber(stories_, Client(1), i, now_) != 0);
    const Story story = *stories_.Find(Client(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{kStoryRecords}, story.records.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{kStoryRecords + 3}, story.told);
    for (uint32_t i = 0; i < kStoryRecords; ++i) {
      CPPUNIT_ASSERT_EQUAL(i + 3, story.records[i].event.rule);
      CPPUNIT_ASSERT(IsWhole(story.records[i]));
    }
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, story.denials);
  }

  void NobodyHasAnothersStory() {
    TellNumber(stories_, Client(1), 1, now_);
    TellNumber(stories_, Client(2), 2, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, stories_.Find(Client(1))->records.at(0).event.rule);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, stories_.Find(Client(2))->records.at(0).event.rule);
    CPPUNIT_ASSERT(!Has(3));
  }

  void AnswersAreAddedToTheirRecord() {
    const StoryTicket first = TellNumber(stories_, Client(1), 1, now_);
    TellNumber(stories_, Client(1), 2, now_);
    stories_.Answer(Client(1), first, 200);
    stories_.Answer(Client(1), 0, 500);
    stories_.Answer(Client(1), 77, 500);
    stories_.Answer(Client(9), first, 500);
    Story story = *stories_.Find(Client(1));
    CPPUNIT_ASSERT(story.records.size() == 2 && IsWhole(story.records[0]));
    CPPUNIT_ASSERT_EQUAL(uint16_t{200}, story.records[0].event.status);
    CPPUNIT_ASSERT_EQUAL(int{kStoryAnswered}, int{story.records[0].event.flags});
    CPPUNIT_ASSERT(story.records[1].event.status == 0 && story.records[1].event.flags == 0);
    // Of a record that is gone nothing is left to answer.
    for (uint32_t i = 0; i < kStoryRecords; ++i) TellNumber(stories_, Client(1), 10 + i, now_);
    stories_.Answer(Client(1), first, 404);
    story = *stories_.Find(Client(1));
    for (const StoryRecord& record : story.records) CPPUNIT_ASSERT_EQUAL(uint16_t{0}, record.event.status);
  }

  void DenialsAreCountedAndGoWithTheEndOfTheBlock() {
    stories_.Tell(Client(1), Block(Later(10), now_));
    for (uint64_t i = 1; i <= 5; ++i) stories_.CountDenial(Client(1), Later(i));
    Story story = *stories_.Find(Client(1));
    CPPUNIT_ASSERT_EQUAL(uint32_t{5}, story.denials);
    CPPUNIT_ASSERT(story.denied_first == Later(1) && story.denied_last == Later(5));

    BlockWord block;
    block.until = Later(10);
    stories_.TellMore(Client(1), StoryOfEnd(block, Later(11)));
    story = *stories_.Find(Client(1));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, story.denials);
    const StoryEvent& end = story.records.at(1).event;
    CPPUNIT_ASSERT(end.kind == StoryKind::kExpired && end.count == 5 && end.until == Later(10));
    CPPUNIT_ASSERT(end.denied_first == Later(1) && end.denied_last == Later(5) && end.time == Later(11));

    stories_.CountDenial(Client(1), Later(20));
    story = *stories_.Find(Client(1));
    CPPUNIT_ASSERT(story.denials == 1 && story.denied_first == Later(20));
  }

  void OnlyEvidenceBeginsAStory() {
    stories_.CountDenial(Client(1), now_);
    stories_.TellMore(Client(1), StoryOfBlock(StoryKind::kUnblocked, Tick(), now_));
    stories_.Answer(Client(1), 1, 200);
    CPPUNIT_ASSERT(!Has(1));
  }

  void TheLeastGivesWay() {
    FillUp();  // scores of 10, 20, ... units
    TellNumber(stories_, Client(20), 6400, now_);
    CPPUNIT_ASSERT(!Has(1) && Has(2) && Has(20));
    // A score is worth half as much for each minute.
    TellNumber(stories_, Client(2), 1280, Later(4));
    TellNumber(stories_, Client(21), 64, Later(4));
    CPPUNIT_ASSERT(Has(2) && !Has(3) && Has(21));
    // Of those that are worth nothing any more who was told of longest ago.
    TellNumber(stories_, Client(22), 64, Later(600));
    CPPUNIT_ASSERT(Has(2) && Has(21) && Has(22) && !Has(20));
  }

  void ABlockedOneStaysWhileThereIsAnother() {
    FillUp();
    stories_.Tell(Client(1), Block(Later(10), now_));
    for (uint32_t i = 100; i < 200; ++i) TellNumber(stories_, Client(i), 640'000, now_);
    CPPUNIT_ASSERT(Has(1));
    // Nor goes that of a block which ended today before those of who never had any.
    for (uint32_t i = 200; i < 300; ++i) TellNumber(stories_, Client(i), 640'000, Later(60));
    CPPUNIT_ASSERT(Has(1));
    for (uint32_t i = 300; i < 310; ++i) TellNumber(stories_, Client(i), 640'000, Later(48 * 60));
    CPPUNIT_ASSERT(!Has(1));
  }

  void OfBlockedOnesThatWhichEndsFirstGivesWayToAnother() {
    for (uint32_t i = 1; i <= kStoryWays; ++i) stories_.Tell(Client(i), Block(Later(10 + i), now_));
    CPPUNIT_ASSERT_EQUAL(StoryTicket{0}, TellNumber(stories_, Client(20), 640'000, now_));
    CPPUNIT_ASSERT(!Has(20) && Has(1));
    stories_.Tell(Client(20), Block(Later(60), now_));
    CPPUNIT_ASSERT(Has(20) && !Has(1) && Has(2));
    // One that was let in is blocked no more.
    stories_.TellMore(Client(5), StoryOfBlock(StoryKind::kUnblocked, Tick(), now_));
    CPPUNIT_ASSERT(TellNumber(stories_, Client(21), 64, now_) != 0);
    CPPUNIT_ASSERT(!Has(5));
  }

  void ANewOwnerInheritsNothing() {
    FillUp();
    stories_.CountDenial(Client(1), now_);
    for (uint32_t i = 0; i < 20; ++i) TellNumber(stories_, Client(1), i, now_);
    TellNumber(stories_, Client(20), 6400, now_);
    const Story story = *stories_.Find(Client(20));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, story.records.size());
    CPPUNIT_ASSERT_EQUAL(uint32_t{6400}, story.records[0].event.rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, story.told);
    CPPUNIT_ASSERT(story.denials == 0 && story.denied_first == Tick());
  }

  void WildWordsAreSurvived() {
    const uint64_t wild[] = {0, 1, 16, ~uint64_t{0}, uint64_t{1} << 63, 0x0123'4567'89AB'CDEF};
    for (const uint64_t head : wild) {
      for (const uint64_t other : wild) {
        StorySet& set = memory_.sets[0];
        for (uint32_t way = 0; way < kStoryWays; ++way) {
          set.prints[way].store(way == 0 ? Client(1) : other, std::memory_order_relaxed);
          StoryWords& words = set.stories[way];
          words.head.store(head, std::memory_order_relaxed);
          for (SharedWord* word :
               {&words.begun, &words.block, &words.seen, &words.denials, &words.denied_first})
            word->store(other, std::memory_order_relaxed);
          for (StoryRecordWords& record : set.records[way]) record[0].store(other, std::memory_order_relaxed);
        }
        for (uint32_t i = 0; i < 2 * kStoryRecords; ++i) {
          stories_.Answer(Client(1), TellNumber(stories_, Client(1), i, now_), 200);
          stories_.CountDenial(Client(1), now_);
          TellNumber(stories_, Client(30 + i), i, now_);
        }
        TellNumber(stories_, Client(1), 1, now_);
        const Story story = stories_.Find(Client(1)).value_or(Story());  // which others may have displaced
        for (const StoryRecord& record : story.records) CPPUNIT_ASSERT(IsWhole(record));
      }
    }
  }

  void AllocatesNothing() {
    StoryEvent event;
    event.uri = "/index.html";
    event.time = now_;
    const AllocationCounter allocations;
    for (uint32_t i = 0; i < 100; ++i) {
      stories_.Answer(Client(i), stories_.Tell(Client(i), event), 200);
      stories_.Tell(Client(i), Block(Later(10), now_));
      stories_.CountDenial(Client(i), now_);
    }
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  void GrowsWithTheTable() {
    CPPUNIT_ASSERT_EQUAL(4U, StorySets(GeometryFor(64)));
    CPPUNIT_ASSERT_EQUAL(256U, StorySets(GeometryFor(65'536)));
    TestSegment segment(GeometryFor(65'536));
    CPPUNIT_ASSERT_EQUAL(2048U, segment->stories().capacity());
  }

  // Writers lap each other and the readers, answer, and take each other's places.
  template <typename Env>
  void WriteAndRead() {
    constexpr uint32_t kEach = 10'000;
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      ClientStories stories = stories_;
      for (uint32_t i = 0; i < kEach; ++i) {
        const Fingerprint client = Client(1 + i % 3 * (worker < 2 ? 1U : 7U));
        const StoryTicket ticket = TellNumber(stories, client, i, {now_.value + i});
        stories.CountDenial(client, now_);
        stories.Answer(client, ticket, 200);
        const auto story = stories.Find(Client(1));
        if (!story) continue;
        for (const StoryRecord& record : story->records) {
          ++memory_.seen;
          if (!IsWhole(record)) ++memory_.torn;
        }
      }
      return true;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, memory_.torn.load());
    CPPUNIT_ASSERT(memory_.seen.load() > kEach);
  }
  void ThreadsNeverSeeATornRecord() { WriteAndRead<ThreadEnv>(); }
  void ProcessesNeverSeeATornRecord() { WriteAndRead<ForkEnv>(); }

  void KilledWritersLeaveNothingToBelieve() {
    if (!kForksAreTested) return;
    CPPUNIT_ASSERT(ForkEnv::KillAtRandom(200, [&](int seed) {
      ClientStories stories = stories_;
      for (auto i = static_cast<uint32_t>(seed);; ++i) {
        const Fingerprint client = Client(1 + i % 12);
        stories.Answer(client, TellNumber(stories, client, i, {now_.value + i}), 200);
        stories.CountDenial(client, now_);
      }
    }));
    std::size_t whole = 0;
    for (uint32_t i = 1; i <= 12; ++i) {
      const auto story = stories_.Find(Client(i));
      if (!story) continue;
      for (const StoryRecord& record : story->records) {
        CPPUNIT_ASSERT(IsWhole(record));
        ++whole;
      }
    }
    CPPUNIT_ASSERT(whole > 0);
    TellNumber(stories_, Client(1), 77, Later(600));
    CPPUNIT_ASSERT_EQUAL(uint32_t{77}, stories_.Find(Client(1))->records.back().event.rule);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientStoryTest);

}  // namespace
}  // namespace errwatch::store
