// Those functions of Inbox that adopt what other hosts decided.
#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <string>
#include <thread>

#include "cli/exchange/outbox.h"
#include "unit/cli/exchange/inbox_fixture.h"

namespace errwatch::cli {
namespace {

class InboxDecisionsTest : public InboxFixture {
  CPPUNIT_TEST_SUITE(InboxDecisionsTest);
  CPPUNIT_TEST(BlocksAreAdoptedAndEnded);
  CPPUNIT_TEST(BlocksAreInTheChartsAndCounters);
  CPPUNIT_TEST(ABlockOfAnotherHostHasNoCountHere);
  CPPUNIT_TEST(AnUnblockBeatsTheBlocksBeforeIt);
  CPPUNIT_TEST(WhoIsLetInIsNotShutOutByARangeBefore);
  CPPUNIT_TEST(WhatWasDecidedLaterStays);
  CPPUNIT_TEST(AnUnblockIsOfEveryScope);
  CPPUNIT_TEST(WhatWasDecidedOutlivesARestart);
  CPPUNIT_TEST(WhatWasDecidedHereCounts);
  CPPUNIT_TEST(WhatWasDecidedHereMeanwhileCounts);
  CPPUNIT_TEST(ALimitOverrulesNoAdministrator);
  CPPUNIT_TEST(WhoIsLetInBeginsAnew);
  CPPUNIT_TEST(AllowedAndNoLonger);
  CPPUNIT_TEST(NobodyBlocksWhoIsNeverDeniedHere);
  CPPUNIT_TEST(OfATimeToComeNothingIsDecided);
  CPPUNIT_TEST(OnlyWhatIsBlockedForHere);
  CPPUNIT_TEST(AnAllowThatIsOverEndsWhatWasBefore);
  CPPUNIT_TEST(WhatIsNotMadeHereDecidesNothing);
  CPPUNIT_TEST(EverybodyIsLetInWhoWasBlockedBefore);
  CPPUNIT_TEST(TheEndOfABlockIsToldBeforeTheNext);
  CPPUNIT_TEST(WhoBeginsAnewIsTold);
  CPPUNIT_TEST_SUITE_END();

  void BlocksAreAdoptedAndEnded() {
    const Tick until = After(Now(), Milliseconds(7'200'000));
    Send(Blocked("192.0.2.7", Now(), until) + "," + Blocked("198.51.100.0/24", Now(), until, "") + "," +
         Blocked("203.0.113.4", Now(), until, ""));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7") && IsBlocked("198.51.100.9") && IsBlocked("203.0.113.4"));
    const auto held = file_->segment().FindBlock(Key("192.0.2.7"), Now());
    CPPUNIT_ASSERT(TicksSince(held->word.until, until) < 200 && !held->word.by_hand);
    CPPUNIT_ASSERT(file_->segment().FindBlock(Key("203.0.113.4"), Now())->word.by_hand);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Counted(store::ShareCount::kBlocked));
    const Tick later = After(Now(), Milliseconds(1000));
    Send(Unblocked("192.0.2.7", later) + "," + Unblocked("198.51.100.0/24", later));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7") && !IsBlocked("198.51.100.9"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Counted(store::ShareCount::kLetIn));
  }

  // As those that are made here.
  void BlocksAreInTheChartsAndCounters() {
    const Tick until = After(Now(), Milliseconds(7'200'000));
    const auto counted = [this](store::Counter counter) { return file_->segment().counters().Sum(counter); };
    const uint64_t blocks = counted(store::Counter::kBlocks),
                   by_hand = counted(store::Counter::kBlockedByHand);
    Send(Blocked("192.0.2.7", Now(), until) + "," + Poured("192.0.2.8", 30, Now()) + "," +
         Blocked("198.51.100.0/24", Now(), until, "") + "," + Blocked("203.0.113.4", Now(), until, ""));
    CPPUNIT_ASSERT_EQUAL(blocks + 2, counted(store::Counter::kBlocks));
    CPPUNIT_ASSERT_EQUAL(by_hand + 2, counted(store::Counter::kBlockedByHand));
    uint64_t in_chart = 0;
    for (const uint64_t count :
         file_->segment().timeline().CountsOf(store::Counter::kBlocks, store::TimeStep::kMinute, Now()))
      in_chart += count;
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, in_chart);
  }

  void ABlockOfAnotherHostHasNoCountHere() {
    Send(Blocked("192.0.2.7", Now(), After(Now(), Milliseconds(7'200'000)), "auth_failure"));
    uint64_t lost = 0;
    const auto record = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(record && record->incident.kind == IncidentKind::kBlock);
    CPPUNIT_ASSERT(record->incident.limit == kTag && record->incident.score == 0 &&
                   record->incident.capacity == 0);
    CPPUNIT_ASSERT_EQUAL(std::string("as decided on web2"), std::string(record->incident.message));
  }

  void AnUnblockBeatsTheBlocksBeforeIt() {
    const Tick before{Now().value - 500};
    Send(Unblocked("192.0.2.7", Now()), "web3");
    Send(Blocked("192.0.2.7", before, After(Now(), Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Counted(store::ShareCount::kRefused));
    Send(Blocked("192.0.2.7", After(Now(), Milliseconds(20)), After(Now(), Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7"));
  }

  void WhoIsLetInIsNotShutOutByARangeBefore() {
    const Tick now = Now(), until = After(now, Milliseconds(3'600'000));
    Send(Unblocked("198.51.100.7", now), "web3");
    Send(Blocked("198.51.100.0/24", Tick{now.value - 500}, until, ""));
    CPPUNIT_ASSERT(!IsBlocked("198.51.100.7") && !IsBlocked("198.51.100.8"));
    // In the other order it ends the same.
    Send(Blocked("203.0.113.0/24", Tick{now.value - 500}, until, ""));
    Send(Unblocked("203.0.113.7", now), "web3");
    CPPUNIT_ASSERT(!IsBlocked("203.0.113.7") && !IsBlocked("203.0.113.8"));
  }

  void WhatWasDecidedLaterStays() {
    const Tick now = Now(), until = After(now, Milliseconds(3'600'000)), later = After(now, Milliseconds(20));
    Send(Blocked("198.18.5.0/24", later, until, "") + "," + Blocked("198.51.100.7", later, until) + "," +
         Blocked("203.0.113.7", later, until, ""));
    for (const char* client : {"198.18.5.7", "198.51.100.7", "203.0.113.7"})
      CPPUNIT_ASSERT_MESSAGE(client, IsBlocked(client));
    Send(Unblocked("198.18.5.7", now) + "," + Unblocked("198.51.100.7", now) + "," +
             Unblocked("203.0.113.7", now),
         "web3");
    for (const char* client : {"198.18.5.7", "198.51.100.7", "203.0.113.7"})
      CPPUNIT_ASSERT_MESSAGE(client, IsBlocked(client));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Counted(store::ShareCount::kLetIn));
  }

  // As here, where an administrator says an address. Who has no such scope does it, too.
  void AnUnblockIsOfEveryScope() {
    Send(Blocked("192.0.2.7", Now(), After(Now(), Milliseconds(3'600'000)), ""));
    Send(R"({"client":"192.0.2.7","scope":"elsewhere","unblock":{"time_ms":)" +
         TimeOf(After(Now(), Milliseconds(10))) + "}}");
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Counted(store::ShareCount::kUnusable));
  }

  // The transport gives all of it again.
  void WhatWasDecidedOutlivesARestart() {
    const Tick before{Now().value - 500};
    Send(Unblocked("192.0.2.7", Now()), "web3");
    const std::string unblocked = Unblocked("192.0.2.7", Now());
    decisions_ = {};
    inbox_.emplace(*server_, limits_, decisions_);
    Apply(unblocked, "web3");
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Counted(store::ShareCount::kKnown));
    Send(Blocked("192.0.2.7", before, After(Now(), Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
  }

  void WhatWasDecidedHereCounts() {
    const Tick now = Now();
    store::Journal journal = file_->segment().journal();
    journal.WantUntil(After(now, Milliseconds(3'600'000)));
    journal.Note({store::JournalKind::kUnblock, 0, 0, 0, 0, now, {}, *ClientAddress::Parse("192.0.2.7")});
    Outbox outbox(file_->segment(), limits_, decisions_, now);
    Send(Blocked("192.0.2.7", Tick{now.value - 500}, After(now, Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
  }

  // Though it is decided while a message is taken in.
  void WhatWasDecidedHereMeanwhileCounts() {
    store::Journal journal = file_->segment().journal();
    const Tick now = Now(), until = After(now, Milliseconds(3'600'000)), before{now.value - 500};
    journal.WantUntil(until);
    Outbox outbox(file_->segment(), limits_, decisions_, now);
    inbox_.emplace(*server_, limits_, decisions_, [&outbox](Tick at) { outbox.Collect(at); });
    journal.Note({store::JournalKind::kUnblock, 0, 0, 0, 0, now, {}, *ClientAddress::Parse("198.51.100.7")});
    Send(Blocked("198.51.100.0/24", before, until, ""));
    CPPUNIT_ASSERT(!IsBlocked("198.51.100.7"));
    const store::ClientKey key = Key("203.0.113.7");
    CPPUNIT_ASSERT(file_->segment().clients().BlockByHand(key, 0, until, now));
    journal.Note({store::JournalKind::kBlock, 0, 0, 0, 0, now, until, key.address});
    Send(Unblocked("203.0.113.7", before));
    CPPUNIT_ASSERT(IsBlocked("203.0.113.7"));
  }

  // In whatever order they come.
  void ALimitOverrulesNoAdministrator() {
    const Tick now = Now(), soon = After(now, Milliseconds(600'000)),
               late = After(now, Milliseconds(7'200'000));
    const Tick before{now.value - 500};
    Send(Blocked("192.0.2.7", now, soon) + "," + Blocked("192.0.2.7", before, late, ""));
    Send(Blocked("192.0.2.8", before, late, "") + "," + Blocked("192.0.2.8", now, soon));
    for (const char* client : {"192.0.2.7", "192.0.2.8"}) {
      const auto held = file_->segment().FindBlock(Key(client), Now());
      CPPUNIT_ASSERT(held && held->word.by_hand && TicksSince(held->word.until, late) < 200);
    }
    Send(Unblocked("192.0.2.7", After(now, Milliseconds(20))) + "," + Blocked("192.0.2.7", now, soon));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
  }

  void WhoIsLetInBeginsAnew() {
    Send(Poured("192.0.2.7", 8, Now()));
    Send(Unblocked("192.0.2.7", Now()));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LevelOf("192.0.2.7"));
    // What it did before that, and is heard only now, is over.
    Send(Poured("192.0.2.7", 8, Tick{Now().value - 500}), "web3");
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LevelOf("192.0.2.7"));
    Send(Poured("192.0.2.7", 8, After(Now(), Milliseconds(10))), "web3");
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 7);
  }

  void AllowedAndNoLonger() {
    const auto allowed = [](const std::string& client, Tick time, Tick until) {
      return R"({"client":")" + client + R"(","scope":"server","allow":{"time_ms":)" + TimeOf(time) +
             R"(,"until_ms":)" + TimeOf(until) + "}}";
    };
    const Tick until = After(Now(), Milliseconds(3'600'000));
    Send(Blocked("192.0.2.7", Now(), until));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7"));
    Send(allowed("192.0.2.0/24", Now(), until) + "," + allowed("0.0.0.0/0", Now(), until));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
    CPPUNIT_ASSERT(file_->segment().listed().Allows(*ClientAddress::Parse("192.0.2.7"), Now()));
    CPPUNIT_ASSERT(!file_->segment().listed().Allows(*ClientAddress::Parse("198.51.100.1"), Now()));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1},
                         Counted(store::ShareCount::kUnusable) + Counted(store::ShareCount::kRefused));
    Send(R"({"client":"192.0.2.0/24","scope":"server","disallow":{"time_ms":)" +
         TimeOf(After(Now(), Milliseconds(10))) + "}}");
    CPPUNIT_ASSERT(!file_->segment().listed().Allows(*ClientAddress::Parse("192.0.2.7"), Now()));
  }

  void NobodyBlocksWhoIsNeverDeniedHere() {
    const Tick until = After(Now(), Milliseconds(3'600'000));
    file_->segment().listed().Enter({store::ListKind::kAllowed, *ClientAddress::Parse("192.0.2.0"), 24, 0, 0},
                                    until, "tests", Now());
    Send(Blocked("192.0.2.7", Now(), until) + "," + Blocked("127.0.0.1", Now(), until) + "," +
         Poured("192.0.2.8", 60, Now()) + "," + Poured("127.0.0.1", 60, Now()));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7") && !IsBlocked("192.0.2.8") && !IsBlocked("127.0.0.1"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{4}, Counted(store::ShareCount::kRefused));
  }

  void OfATimeToComeNothingIsDecided() {
    const Tick later = After(Now(), Milliseconds(3'600'000));
    Send(Unblocked("192.0.2.7", later) + "," + Blocked("192.0.2.8", Now(), Now()));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Counted(store::ShareCount::kRefused));
    Send(Blocked("192.0.2.7", Now(), later));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7"));
    // Whoever lets in what is as far ahead as may be decides behind it.
    const Tick farthest = After(Now(), Milliseconds(300'000));
    Send(Blocked("192.0.2.7", farthest, After(later, Milliseconds(600'000)), ""));
    Send(Unblocked("192.0.2.7", After(farthest, Milliseconds(5000))), "web3");
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
    const uint64_t messages = Counted(store::ShareCount::kMessages);
    number_ = static_cast<uint64_t>(UnixMs(later)) * 2;  // it would silence its host
    Send(Blocked("192.0.2.9", Now(), later));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.9"));
    CPPUNIT_ASSERT_EQUAL(messages, Counted(store::ShareCount::kMessages));
  }

  void OnlyWhatIsBlockedForHere() {
    Limits limits = Tight();
    limits[Category::kXss].shape = {0, 0};
    const LimitsByScope none(nullptr, {limits, BlockPolicy{}});
    inbox_.emplace(*server_, none, decisions_);
    const Tick until = After(Now(), Milliseconds(3'600'000));
    Send(Blocked("192.0.2.7", Now(), until, "xss") + "," + Blocked("198.51.100.0/24", Now(), until, "xss"));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7") && !IsBlocked("198.51.100.9"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Counted(store::ShareCount::kRefused));
    Send(Blocked("192.0.2.7", Now(), until, "auth_failure"));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7"));
  }

  std::string Changed(const char* kind, const std::string& client, Tick time, const std::string& more = "") {
    return R"({"client":")" + client + R"(","scope":"server",")" + kind + R"(":{"time_ms":)" + TimeOf(time) +
           more + "}}";
  }
  std::string AllowedFrom(const std::string& client, Tick time, Tick until) {
    return Changed("allow", client, time, R"(,"until_ms":)" + TimeOf(until));
  }

  void AnAllowThatIsOverEndsWhatWasBefore() {
    const Tick now = Now(), until = After(now, Milliseconds(3'600'000));
    Send(Blocked("198.51.100.7", Tick{now.value - 6000}, until, ""));
    Send(AllowedFrom("198.51.100.0/24", Tick{now.value - 3000}, Tick{now.value - 100}));
    CPPUNIT_ASSERT(!IsBlocked("198.51.100.7"));
    CPPUNIT_ASSERT(!file_->segment().listed().Allows(*ClientAddress::Parse("198.51.100.7"), Now()));
    // Ended before it is heard.
    Send(Blocked("203.0.113.7", Tick{now.value - 6000}, until, "") + "," +
         Blocked("203.0.113.8", Tick{now.value - 50}, until, ""));
    Send(Changed("disallow", "203.0.113.0/24", Tick{now.value - 100}));
    Send(AllowedFrom("203.0.113.0/24", Tick{now.value - 3000}, until));
    CPPUNIT_ASSERT(!IsBlocked("203.0.113.7") && IsBlocked("203.0.113.8"));
    CPPUNIT_ASSERT(!file_->segment().listed().Allows(*ClientAddress::Parse("203.0.113.7"), Now()));
  }

  void WhatIsNotMadeHereDecidesNothing() {
    const Tick now = Now(), until = After(now, Milliseconds(3'600'000));
    const std::string wide = AllowedFrom("128.0.0.0/1", After(now, Milliseconds(200'000)), until);
    Send(wide);
    inbox_.emplace(*server_, limits_, decisions_ = {});
    Apply(wide);  // which is known
    Send(Blocked("198.51.100.7", now, until, ""), "web3");
    CPPUNIT_ASSERT(IsBlocked("198.51.100.7"));
  }

  void EverybodyIsLetInWhoWasBlockedBefore() {
    const Tick now = Now(), until = After(now, Milliseconds(3'600'000));
    Send(Blocked("198.51.100.7", Tick{now.value - 10}, until) + "," +
         Blocked("198.18.5.0/24", Tick{now.value - 10}, until, "") + "," +
         Blocked("203.0.113.7", After(now, Milliseconds(20)), until, ""));
    Send(Changed("unblock_all", "all", now), "web3");
    CPPUNIT_ASSERT(!IsBlocked("198.51.100.7") && !IsBlocked("198.18.5.7") && IsBlocked("203.0.113.7"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Counted(store::ShareCount::kLetIn));
    Send(Blocked("198.51.100.8", Tick{now.value - 10}, until));
    CPPUNIT_ASSERT(!IsBlocked("198.51.100.8"));
  }

  // Also where nobody has looked since it ran out.
  void TheEndOfABlockIsToldBeforeTheNext() {
    store::IncidentRing incidents = file_->segment().incidents();
    Send(Blocked("198.51.100.7", Now(), Tick{Now().value + 2}));
    const uint64_t before = incidents.head();
    while (IsBlocked("198.51.100.7")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    Send(Blocked("198.51.100.7", Now(), After(Now(), Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(incidents.Read(before)->incident.kind == IncidentKind::kExpired);
    CPPUNIT_ASSERT(incidents.Read(before + 1)->incident.kind == IncidentKind::kBlock);
  }

  // Nobody takes its count away from a client unseen.
  void WhoBeginsAnewIsTold() {
    Send(Poured("198.51.100.7", 8, Now()));
    store::IncidentRing incidents = file_->segment().incidents();
    const uint64_t before = incidents.head();
    Send(Unblocked("198.51.100.7", Now()), "web9");
    const auto told = incidents.Read(before);
    CPPUNIT_ASSERT(told && told->incident.kind == IncidentKind::kUnblocked);
    CPPUNIT_ASSERT_EQUAL(std::string("on web9"), std::string(told->incident.message));
    Send(Unblocked("198.51.100.8", Now()), "web9");  // of whom nothing is known
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Counted(store::ShareCount::kLetIn));
    CPPUNIT_ASSERT_EQUAL(before + 1, incidents.head());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InboxDecisionsTest);

}  // namespace
}  // namespace errwatch::cli
