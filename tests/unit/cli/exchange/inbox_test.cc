#include "cli/exchange/inbox.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "cli/exchange/outbox.h"
#include "model/bucket_tag.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class InboxTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(InboxTest);
  CPPUNIT_TEST(IsPouredIntoTheSameBucket);
  CPPUNIT_TEST(WhatHasLeakedSinceIsLeaked);
  CPPUNIT_TEST(EachOnce);
  CPPUNIT_TEST(WhatMayHaveBeenPouredIsNotPouredAgain);
  CPPUNIT_TEST(TwoHostsComeToOneBlock);
  CPPUNIT_TEST(BlocksAreAdoptedAndEnded);
  CPPUNIT_TEST(AnUnblockBeatsTheBlocksBeforeIt);
  CPPUNIT_TEST(WhatWasDecidedOutlivesARestart);
  CPPUNIT_TEST(WhatWasDecidedHereCounts);
  CPPUNIT_TEST(ALimitOverrulesNoAdministrator);
  CPPUNIT_TEST(WhoTakesOverANameBeginsAnew);
  CPPUNIT_TEST(WhoIsLetInBeginsAnew);
  CPPUNIT_TEST(AllowedAndNoLonger);
  CPPUNIT_TEST(NobodyBlocksWhoIsNeverDeniedHere);
  CPPUNIT_TEST(NothingReceivedIsSentOn);
  CPPUNIT_TEST(NonsenseIsCounted);
  CPPUNIT_TEST(NothingIsTakenInAtTheEnd);
  CPPUNIT_TEST(OfATimeToComeNothingIsDecided);
  CPPUNIT_TEST(OnlyWhatIsBlockedForHere);
  CPPUNIT_TEST(NobodyFillsTheListOfRanges);
  CPPUNIT_TEST_SUITE_END();

  static constexpr uint8_t kTag = TagOf(Category::kAuthFailure);
  const LimitsByScope limits_{nullptr, {Tight(), BlockPolicy{}}};
  std::unique_ptr<WritableServer> server_;
  Decisions decisions_;
  std::optional<Inbox> inbox_;
  uint64_t number_ = 1'764'000'000'000;
  std::string epoch_ = "1";

  static Limits Tight() {
    Limits limits = DefaultLimits();
    limits[Category::kAuthFailure].shape = {10, 60'000};  // 10/10m
    return limits;
  }

 public:
  void setUp() override {
    ServerFixture::setUp();
    LiveOptions options;
    options.state = state_;
    Result<std::unique_ptr<WritableServer>> attached = WritableServer::Attach(options);
    CPPUNIT_ASSERT(attached.ok());
    server_ = std::move(attached).value();
    inbox_.emplace(*server_, limits_, decisions_);
  }

 private:
  uint64_t Counted(store::ShareCount count) const { return At(inbox_->counts(), count); }
  static std::string TimeOf(Tick time) { return std::to_string(UnixMs(time)); }
  std::string Poured(const std::string& client, uint32_t units, Tick time) {
    return R"({"client":")" + client + R"(","scope":"server","pour":{"bucket":"auth_failure","quanta":)" +
           std::to_string(units * kQuantaPerUnit) + R"(,"time_ms":)" + TimeOf(time) + "}}";
  }
  std::string Blocked(const std::string& client, Tick time, Tick until, const std::string& reason = "xss") {
    return R"({"client":")" + client + R"(","scope":"server","block":{"time_ms":)" + TimeOf(time) +
           R"(,"until_ms":)" + TimeOf(until) + (reason.empty() ? "" : R"(,"reason":")" + reason + R"(")") +
           "}}";
  }
  std::string Unblocked(const std::string& client, Tick time) {
    return R"({"client":")" + client + R"(","scope":"server","unblock":{"time_ms":)" + TimeOf(time) + "}}";
  }
  void Apply(const std::string& changes, const std::string& host = "web2") {
    const std::string message = R"({"host":")" + host + R"(","epoch":")" + epoch_ + R"(","seq":)" +
                                std::to_string(number_) + R"(,"shard":0,"time_ms":1,"changes":[)" + changes +
                                "]}";
    inbox_->Apply(nlohmann::json::parse(message), Now());
  }
  void Send(const std::string& changes, const std::string& host = "web2") {
    ++number_;
    Apply(changes, host);
  }
  store::ClientKey Key(const std::string& client) {
    return file_->segment().clients().KeyOf(*ClientAddress::Parse(client), store::ScopeHash("server"));
  }
  uint32_t LevelOf(const std::string& client) {
    const auto view = file_->segment().clients().Find(Key(client));
    if (!view) return 0;
    for (const Bucket& bucket : view->buckets)
      if (bucket.tag == kTag)
        return Leaked(bucket, limits_.Of("server").limits[Category::kAuthFailure].shape, Now()).level /
               kQuantaPerUnit;
    return 0;
  }
  bool IsBlocked(const std::string& client) {
    const auto held = file_->segment().FindBlock(Key(client), Now());
    return held && held->word.Active(Now()) && !held->word.detection_only;
  }

  void IsPouredIntoTheSameBucket() {
    Send(Poured("192.0.2.7", 3, Now()) + "," + Poured("192.0.2.7", 4, Now()));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 6 && LevelOf("192.0.2.7") <= 7);
    CPPUNIT_ASSERT(file_->segment().clients().Find(Key("192.0.2.7"))->HasEvidence());
    Send(
        R"({"client":"192.0.2.7","scope":"server","forgive":{"bucket":"auth_failure","quanta":320,"time_ms":)" +
        TimeOf(Now()) + "}}");
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") <= 2);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Counted(store::ShareCount::kPoured));
  }

  void WhatHasLeakedSinceIsLeaked() {
    Send(Poured("192.0.2.7", 6, Tick{Now().value - 30'000}));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") <= 1);
    Send(Poured("192.0.2.8", 6, After(Now(), Milliseconds(3'600'000))));  // a clock that runs ahead
    CPPUNIT_ASSERT(LevelOf("192.0.2.8") >= 5 && LevelOf("192.0.2.8") <= 6);
  }

  void EachOnce() {
    const std::string changes = Poured("192.0.2.7", 2, Now()) + "," + Poured("192.0.2.8", 2, Now());
    Send(changes);
    Apply(changes);
    decisions_ = {};  // it was restarted
    inbox_.emplace(*server_, limits_, decisions_);
    Apply(changes);
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") <= 2 && LevelOf("192.0.2.8") <= 2);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Counted(store::ShareCount::kKnown));
    Apply(changes, "web3");
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 3);
  }

  void WhatMayHaveBeenPouredIsNotPouredAgain() {
    file_->segment().journal().WantUntil(After(Now(), Milliseconds(3'600'000)));
    file_->segment().journal().Note(
        {store::JournalKind::kPour, 0, kTag, 0, 64, Now(), {}, *ClientAddress::Parse("192.0.2.9")});
    file_->segment().journal().Resume(Now());  // after a crash
    Send(Poured("192.0.2.7", 4, Now()) + "," +
         Blocked("192.0.2.8", Now(), After(Now(), Milliseconds(60'000))));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LevelOf("192.0.2.7"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Counted(store::ShareCount::kLost));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.8"));
    Send(Poured("192.0.2.7", 4, After(Now(), Milliseconds(6000))));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 3);
  }

  void TwoHostsComeToOneBlock() {
    Send(Poured("192.0.2.7", 6, Now()));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
    Send(Poured("192.0.2.7", 6, Now()), "web3");
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7"));
    uint64_t lost = 0;
    const auto record = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(record && record->incident.kind == IncidentKind::kBlock);
    CPPUNIT_ASSERT(record->incident.limit == kTag && record->incident.capacity == 10);
    CPPUNIT_ASSERT_EQUAL(std::string("by what it did on other hosts, web3"),
                         std::string(record->incident.message));
  }

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

  void AnUnblockBeatsTheBlocksBeforeIt() {
    const Tick before{Now().value - 500};
    Send(Unblocked("192.0.2.7", Now()), "web3");
    Send(Blocked("192.0.2.7", before, After(Now(), Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Counted(store::ShareCount::kRefused));
    Send(Blocked("192.0.2.7", After(Now(), Milliseconds(20)), After(Now(), Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7"));
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

  void WhoTakesOverANameBeginsAnew() {
    number_ += 500'000;
    Send(Poured("192.0.2.7", 2, Now()));
    number_ -= 400'000;
    Send(Poured("192.0.2.7", 2, Now()));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") <= 2);
    epoch_ = "2";
    Send(Poured("192.0.2.7", 2, Now()));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 3);
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

  void NothingReceivedIsSentOn() {
    file_->segment().journal().WantUntil(After(Now(), Milliseconds(3'600'000)));
    Outbox outbox(file_->segment(), limits_, decisions_, Now());
    Send(Poured("192.0.2.7", 30, Now()) + "," +
         Blocked("192.0.2.8", Now(), After(Now(), Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7") && IsBlocked("192.0.2.8"));
    CPPUNIT_ASSERT(!outbox.Next(2, Now()));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, file_->segment().journal().head());
  }

  void OfATimeToComeNothingIsDecided() {
    const Tick later = After(Now(), Milliseconds(3'600'000));
    Send(Unblocked("192.0.2.7", later) + "," + Blocked("192.0.2.8", Now(), Now()));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Counted(store::ShareCount::kRefused));
    Send(Blocked("192.0.2.7", Now(), later));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7"));
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

  void NobodyFillsTheListOfRanges() {
    const Tick until = After(Now(), Milliseconds(3'600'000));
    std::string all;
    for (int i = 0; i < 600; ++i)
      all += (i == 0 ? "" : ",") +
             Blocked("10." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ".0/24", Now(), until,
                     "");
    Send(all);
    CPPUNIT_ASSERT(Counted(store::ShareCount::kBlocked) <= 512);
    Send(Blocked("198.51.100.0/24", Now(), until, ""), "web3");
    CPPUNIT_ASSERT(IsBlocked("198.51.100.9"));
  }

  // The next server, which begins with the last copy, is given it again.
  void NothingIsTakenInAtTheEnd() {
    file_->segment().journal().Close();
    Send(Poured("192.0.2.7", 3, Now()));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LevelOf("192.0.2.7"));
    CPPUNIT_ASSERT(!server_->Save(Now()).ok());
    file_->segment().journal().Resume(Now());
    CPPUNIT_ASSERT(server_->Save(Now()).ok());
    Apply(Poured("192.0.2.7", 3, Now()));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 2);
  }

  void NonsenseIsCounted() {
    for (const char* message : {"[]", "{}", R"({"host":"web2","seq":1,"shard":0})",
                                R"({"host":"../x","seq":1,"shard":0,"changes":[]})",
                                R"({"host":"web2","seq":-1,"shard":0,"changes":[]})"})
      inbox_->Apply(nlohmann::json::parse(message), Now());
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, Counted(store::ShareCount::kUnusable));
    Send(R"(7,{"client":"x","scope":"server","unblock":{"time_ms":1764432000000}},)"
         R"({"client":"192.0.2.1","scope":"nowhere","unblock":{"time_ms":1764432000000}},)" +
         Poured("192.0.2.0/24", 3, Now()));
    CPPUNIT_ASSERT_EQUAL(uint64_t{9}, Counted(store::ShareCount::kUnusable));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Counted(store::ShareCount::kMessages));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InboxTest);

}  // namespace
}  // namespace errwatch::cli
