// The client table under threads, processes, and processes that are killed in the middle of an update.
#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <set>

#include "model/bucket_tag.h"
#include "store/client_table.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"
#include "unit/slow_bucket.h"

namespace errwatch::store {
namespace {

constexpr BucketShape kHundred{100, kMaxTick};
constexpr int kWorkers = 4;
constexpr Tick kNow{1'000'000};
constexpr Tick kForever{kMaxTick};

// What the workers tell each other and the test, beside the table.
struct Board {
  std::atomic<uint64_t> overflows, opened, held[64], doubly_held;
};

class ClientTableRaceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientTableRaceTest);
  CPPUNIT_TEST(ThreadsCountExactly);
  CPPUNIT_TEST(ProcessesCountExactly);
  CPPUNIT_TEST(OneOfManyThreadsOpensTheBlock);
  CPPUNIT_TEST(OneOfManyProcessesOpensTheBlock);
  CPPUNIT_TEST(ThreadsThatInsertOneClientMeetInOneWay);
  CPPUNIT_TEST(ProcessesThatInsertOneClientMeetInOneWay);
  CPPUNIT_TEST(BlocksExcludeUnderEvictionByThreads);
  CPPUNIT_TEST(BlocksExcludeUnderEvictionByProcesses);
  CPPUNIT_TEST(CountingGoesOnForThreads);
  CPPUNIT_TEST(CountingGoesOnForProcesses);
  CPPUNIT_TEST(KilledProcessesHarmNothing);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion board_region_{sizeof(Board)};
  Board& board_ = *board_region_.As<Board>();

  static ClientKey Key(const ClientTable& table, uint32_t number) {
    return table.KeyOf(ClientNumber(number), 7);
  }
  static BlockChange Block(ClientTable& table, uint32_t number) {
    return table.Block(Key(table, number), kXssTag, Limit{kHundred, Milliseconds(-1)}, BlockPolicy{},
                       BlockKind{}, kNow, nullptr);
  }

 public:
  // Room for everybody: then nothing may be lost, and each fill overflows once.
  template <typename Env>
  void CountExactly() {
    constexpr uint32_t kClients = 16, kEach = 2'000;
    TestSegment segment(SmallGeometry(64));
    CPPUNIT_ASSERT(Env::Run(kWorkers, [&](int) {
      ClientTable table = segment->clients();
      for (uint32_t i = 0; i < kEach * kClients; ++i) {
        const ClientKey key = Key(table, i % kClients);
        board_.overflows += table.Pour(key, kXssTag, 1 * kQuantaPerUnit, kHundred, kNow).overflow ? 1 : 0;
        if (!table.Pour(key, kAnyTag, kQuantaPerUnit, BucketShape{60'000, kMaxTick}, kNow).tracked)
          return false;
        table.Touch(key, 1, 0, kNow);
      }
      return true;
    }));
    ClientTable table = segment->clients();
    CPPUNIT_ASSERT_EQUAL(uint64_t{kWorkers * kEach / 100 * kClients}, board_.overflows.load());
    for (uint32_t i = 0; i < kClients; ++i) {
      const ClientView view = *table.Find(Key(table, i));
      CPPUNIT_ASSERT_EQUAL(kWorkers * kEach, view.entries);
      CPPUNIT_ASSERT_EQUAL(kWorkers * kEach * kQuantaPerUnit, view.any.level);
      CPPUNIT_ASSERT_EQUAL(uint32_t{0}, view.buckets[0].level);
    }
    CPPUNIT_ASSERT_EQUAL(kClients, segment.WaysInUse());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment->counters().Sum(Counter::kLostRaces));
  }
  void ThreadsCountExactly() { CountExactly<ThreadEnv>(); }
  void ProcessesCountExactly() { CountExactly<ForkEnv>(); }

  template <typename Env>
  void OneOpens() {
    constexpr uint32_t kClients = 500;
    TestSegment segment(SmallGeometry(256));
    CPPUNIT_ASSERT(Env::Run(kWorkers, [&](int) {
      ClientTable table = segment->clients();
      for (uint32_t i = 0; i < kClients; ++i) {
        table.Pour(Key(table, i), kXssTag, 1 * kQuantaPerUnit, kHundred, kNow);
        const BlockChange change = Block(table, i);
        if (change == BlockChange::kLost || !table.FindBlock(Key(table, i))->Active(kNow)) return false;
        board_.opened += change == BlockChange::kOpened ? 1 : 0;
      }
      return true;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{kClients}, board_.opened.load());
  }
  void OneOfManyThreadsOpensTheBlock() { OneOpens<ThreadEnv>(); }
  void OneOfManyProcessesOpensTheBlock() { OneOpens<ForkEnv>(); }

  // While a set has room, two that insert the same client find the same way.
  template <typename Env>
  void InsertTogether() {
    constexpr uint32_t kRounds = 300;
    TestSegment segment(SmallGeometry(1024));
    CPPUNIT_ASSERT(Env::Run(kWorkers, [&](int) {
      ClientTable table = segment->clients();
      for (uint32_t i = 0; i < kRounds; ++i)
        table.Pour(Key(table, i), kXssTag, 1 * kQuantaPerUnit, kHundred, kNow);
      return true;
    }));
    ClientTable table = segment->clients();
    CPPUNIT_ASSERT_EQUAL(kRounds, segment.WaysInUse());
    for (uint32_t i = 0; i < kRounds; ++i) {
      CPPUNIT_ASSERT_EQUAL(kWorkers * kQuantaPerUnit, table.Find(Key(table, i))->buckets[0].level);
    }
  }
  void ThreadsThatInsertOneClientMeetInOneWay() { InsertTogether<ThreadEnv>(); }
  void ProcessesThatInsertOneClientMeetInOneWay() { InsertTogether<ForkEnv>(); }

  // A set in which everybody is blocked, two of them by an administrator: newcomers are counted all the same,
  // each that is blocked takes another's place, and the administrator's blocks stay.
  template <typename Env>
  void CountingGoesOn() {
    constexpr uint32_t kEach = 5'000;
    TestSegment segment(SmallGeometry(1));
    ClientTable first = segment->clients();
    for (uint32_t i = 0; i < 2; ++i) CPPUNIT_ASSERT(first.BlockByHand(Key(first, i), 0, kForever, kNow));
    CPPUNIT_ASSERT(Env::Run(kWorkers, [&](int worker) {
      ClientTable table = segment->clients();
      for (uint32_t i = 0; i < kEach; ++i) {
        const uint32_t number = 1000 + static_cast<uint32_t>(worker) * kEach + i;
        const PourResult poured = table.Pour(Key(table, number), kAnyTag, kQuantaPerUnit, kHundred, kNow);
        board_.held[0] += poured.tracked ? 1 : 0;
        board_.opened += Block(table, number) == BlockChange::kOpened ? 1 : 0;
        if (i % 3 == 0) table.CountDenial(Key(table, number), kNow);
      }
      return true;
    }));
    const uint64_t all = uint64_t{kWorkers} * kEach;
    const Counters counters = segment->counters();
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters.Sum(Counter::kEvictionsRefused));
    CPPUNIT_ASSERT(board_.held[0] > all / 2 && board_.opened > all / 4);
    CPPUNIT_ASSERT(board_.held[0] + counters.Sum(Counter::kLostRaces) >= all);
    CPPUNIT_ASSERT(counters.Sum(Counter::kBlocksEvicted) + kWays >= board_.opened.load());
    for (uint32_t i = 0; i < 2; ++i) CPPUNIT_ASSERT(first.FindBlock(Key(first, i))->Active(kNow));
  }
  void CountingGoesOnForThreads() { CountingGoesOn<ThreadEnv>(); }
  void CountingGoesOnForProcesses() { CountingGoesOn<ForkEnv>(); }

  // Far too many clients for one set. Whoever opens a block owns the client until he ends it, as if the block
  // were a lock: if a blocked client were ever evicted, or a block opened twice, two would own it or the
  // block would be gone.
  // It found that an evicting process may read a way's old owner and its new owner's block word; taken
  // together they looked like a take-over that had stopped half way,
  // and the new owner's block was thrown away.
  template <typename Env>
  void ExcludeUnderEviction() {
    constexpr uint32_t kClients = 24;
    TestSegment segment(SmallGeometry(1));
    CPPUNIT_ASSERT(Env::Run(kWorkers, [&](int worker) {
      ClientTable table = segment->clients();
      std::mt19937 random(static_cast<unsigned>(worker));
      bool good = true;
      for (int i = 0; i < 20'000; ++i) {
        const uint32_t number = Below(random, kClients);
        const ClientKey key = Key(table, number);
        table.Pour(key, static_cast<uint8_t>(1 + Below(random, 17)), 1, kHundred, kNow);
        table.Pour(key, kAnyTag, 1 * kQuantaPerUnit, kHundred, kNow);
        if (Below(random, 4) != 0 || Block(table, number) != BlockChange::kOpened) continue;
        ++board_.opened;
        if (board_.held[number].fetch_add(1) != 0) ++board_.doubly_held;
        for (int look = 0; look < 20; ++look)
          good = table.FindBlock(key).value_or(BlockWord{}).Active(kNow) && good;
        board_.held[number].fetch_sub(1);
        good = table.Unblock(key, kNow) && good;
      }
      return good;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, board_.doubly_held.load());
    CPPUNIT_ASSERT(board_.opened > 1000);
    CPPUNIT_ASSERT(segment->counters().Sum(Counter::kEvictions) > 1000);
  }
  void BlocksExcludeUnderEvictionByThreads() { ExcludeUnderEviction<ThreadEnv>(); }
  void BlocksExcludeUnderEvictionByProcesses() { ExcludeUnderEviction<ForkEnv>(); }

  // Everything a child does with the table, over and over, until it is killed.
  static void WorkForever(Segment& segment, int seed) {
    ClientTable table = segment.clients();
    std::mt19937 random(static_cast<unsigned>(seed));
    for (;;) {
      const uint32_t number = 10 + Below(random, 40);
      const ClientKey key = Key(table, number);
      table.Pour(key, static_cast<uint8_t>(1 + Below(random, 17)), 1 + Below(random, 5), kHundred, kNow);
      table.Pour(key, kAnyTag, 1 * kQuantaPerUnit, kHundred, kNow);
      table.Touch(key, number, 0, kNow);
      if (Below(random, 8) == 0) Block(table, number);
      if (Below(random, 6) == 0) table.Unblock(Key(table, 10 + Below(random, 40)), kNow);
      if (Below(random, 16) == 0) table.ForgiveName(key, 7, kXssTag, kHundred, kNow);
    }
  }

  void KilledProcessesHarmNothing() {
    if (!kForksAreTested) return;
    TestSegment segment(SmallGeometry(2));
    ClientTable table = segment->clients();
    for (uint32_t i = 0; i < 3; ++i) CPPUNIT_ASSERT(table.BlockByHand(Key(table, i), 0, kForever, kNow));
    CPPUNIT_ASSERT(ForkEnv::KillAtRandom(400, [&](int seed) { WorkForever(*segment, seed); }));
    CPPUNIT_ASSERT(segment->counters().Sum(Counter::kEvictions) > 1000);

    // No blocked client was evicted.
    for (uint32_t i = 0; i < 3; ++i) CPPUNIT_ASSERT(table.FindBlock(Key(table, i))->Active(kNow));
    std::set<Fingerprint> shown;
    table.ForEach([&](const ClientView& view) { CPPUNIT_ASSERT(shown.insert(view.fingerprint).second); });
    for (uint32_t i = 10; i < 50; ++i) table.Unblock(Key(table, i), kNow);

    // Everything works on: each client can be inserted, filled up, blocked and unblocked.
    for (uint32_t i = 10; i < 50; ++i) {
      const ClientKey key = Key(table, i);
      int pours = 1;
      while (!table.Pour(key, kXssTag, 1 * kQuantaPerUnit, kHundred, kNow).overflow && pours <= 100) ++pours;
      CPPUNIT_ASSERT(pours <= 100);
      CPPUNIT_ASSERT(Block(table, i) == BlockChange::kOpened);
      CPPUNIT_ASSERT(table.FindBlock(key)->Active(kNow));
      CPPUNIT_ASSERT(table.Unblock(key, kNow));
    }
    for (uint32_t i = 0; i < 3; ++i) CPPUNIT_ASSERT(table.FindBlock(Key(table, i))->Active(kNow));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientTableRaceTest);

}  // namespace
}  // namespace errwatch::store
