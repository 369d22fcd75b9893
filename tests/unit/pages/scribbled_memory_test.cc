// Every reader of the shared memory, what the parent does with it at a restart, and every page of it, while
// others write whatever they like over all of it: nobody leaves the memory, waits, or shows what is no text.
#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "anomaly/model_image.h"
#include "base/visible_text.h"
#include "model/bucket_tag.h"
#include "pages/incident_message.h"
#include "pages/model_rows.h"
#include "pages/render.h"
#include "pages/take_client.h"
#include "pages/take_incident.h"
#include "pages/take_snapshot.h"
#include "store/accounting.h"
#include "store/state_copy.h"
#include "unit/memory_region.h"
#include "unit/scribbler.h"
#include "unit/temporary_directory.h"
#include "unit/well_formed_html.h"

namespace errwatch::store {
namespace {

constexpr Tick kScribbleNow{300'000'000};
constexpr uint64_t kScribbledModel = 5;

// Between pages that nobody may touch.
class FencedMemory {
 public:
  explicit FencedMemory(std::size_t bytes) : bytes_(bytes), fenced_(bytes + 2 * kPageBytes) {
    void* mapped = mmap(nullptr, fenced_, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CPPUNIT_ASSERT(mapped != MAP_FAILED);
    begin_ = static_cast<std::byte*>(mapped);
    CPPUNIT_ASSERT(mprotect(begin_ + kPageBytes, bytes, PROT_READ | PROT_WRITE) == 0);
  }
  FencedMemory(const FencedMemory&) = delete;
  FencedMemory& operator=(const FencedMemory&) = delete;
  ~FencedMemory() { munmap(begin_, fenced_); }
  std::span<std::byte> bytes() { return {begin_ + kPageBytes, bytes_}; }

 private:
  std::size_t bytes_, fenced_;
  std::byte* begin_ = nullptr;
};

class ScribbledMemoryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScribbledMemoryTest);
  CPPUNIT_TEST(ReadersAndPages);
  CPPUNIT_TEST(WhatTheParentDoes);
  CPPUNIT_TEST(WhatChildrenAndTheCommandLineWrite);
  CPPUNIT_TEST(AttachingIsSafeOrRefused);
  CPPUNIT_TEST_SUITE_END();

  const Geometry geometry_ = SmallGeometry(64);
  FencedMemory memory_{MemoryBytes(SmallGeometry(64))};
  Segment segment_ = Segment::Format(memory_.bytes(), geometry_, kTestKey, ClientPrefix{}, Tick{1}).value();

  static Charge TestCharge() {
    static const BlockPolicy policy;
    return Charge{&DefaultLimits(), &policy, ScopeHash("server"), 0, false, true};
  }

  void Account(uint32_t number) {
    Entry entry;
    entry.uri = "/index.html";
    Classification what;
    what.category = static_cast<Category>(number % kCategoryCount);
    what.cost = 8;
    what.rule = what.rules[0] = number;
    what.rule_count = 1;
    store::Account(segment_, entry, what, ClientNumber(number), TestCharge(), nullptr, kScribbleNow);
  }

  // Something in every part.
  void Fill() {
    segment_.RegisterScope("server");
    segment_.journal().WantUntil(Tick{kMaxTick});
    for (uint32_t number = 1; number <= 300; ++number) {
      Account(number);
      Account(number);
      segment_.rules().Hit(number, kScribbleNow);
      segment_.message_templates().Note(number, number, "AH00128: File does not exist: /a", Level::kInfo,
                                        kScribbleNow);
      segment_.baselines().Note(number, "a.example", number, kScribbleNow);
      segment_.proxy_peers().NoteForwarded(ClientNumber(1), ClientNumber(number), kScribbleNow);
      segment_.near_peers().Note(ClientNumber(number), {}, kScribbleNow);
      CrowdEntry crowd;
      crowd.print = number % 7 + 1;
      crowd.client = uint64_t{number} << 40;
      segment_.crowds().Note(crowd, kScribbleNow);
      ListedRange range;
      range.address = FirstOf(ClientNumber(number << 8), 24);
      range.bits = 24;
      range.kind = number % 2 == 0 ? ListKind::kAllowed : ListKind::kBlocked;
      segment_.listed().Enter(range, Tick{kScribbleNow.value + 1000}, "a reason", kScribbleNow);
    }
    ShareStatus status;
    status.host = "web1";
    status.told = kScribbleNow;
    status.peers.resize(5);
    for (SharePeer& peer : status.peers) peer.name = peer.reason = "web2";
    segment_.share().SetGroup("shop");
    segment_.share().Tell(status);
    const EventLogName log{"events.log", "events.log"};
    segment_.event_logs().Announce(1, {&log, 1});
    segment_.learning_models().Claim(kScribbledModel, kScribbleNow);
  }

  static void AssertLines(const std::string& text) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string line = text.substr(begin, end - begin);
      CPPUNIT_ASSERT_MESSAGE(line, VisibleText(line) == line);
      begin = end + 1;
    }
  }
  static void AssertJson(const std::string& text) {
    CPPUNIT_ASSERT_MESSAGE(text, nlohmann::json::accept(text));
    AssertLines(text);
  }

  void Render(const SegmentReader& segment) {
    SnapshotOptions all;
    all.clients = all.incidents = all.allowed = all.targets = 1000;
    const Snapshot snapshot = TakeSnapshot(segment, DefaultLimits(), all, kScribbleNow);
    CPPUNIT_ASSERT(snapshot.clients.size() <= 1000 && snapshot.incidents.size() <= geometry_.incidents);
    for (const std::string& page : {RenderHtml(snapshot), RenderHtmlSection(snapshot)})
      CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(page));
    for (const std::string& json :
         {RenderJson(snapshot), RenderClientsJson(snapshot), RenderAllowedJson(snapshot)})
      AssertJson(json);
    AssertLines(RenderPrometheus(snapshot));
    AssertLines(RenderAuto(snapshot));
    for (const IncidentRow& row : snapshot.incidents) {
      AssertJson(RenderEvent(row, 2000));
      AssertLines(IncidentMessage(row));
    }
    const Snapshot one = TakeClientSnapshot(segment, ClientNumber(3), DefaultLimits(), all, kScribbleNow);
    AssertJson(RenderOneClientJson(one));
    PageQuery query;
    query.client = ClientNumber(3).ToString();
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(RenderClientHtml(one, query)));
  }

  static void ReadTheRest(const SegmentReader& segment) {
    for (const KnownTemplate& known : segment.message_templates().List()) AssertLines(known.text);
    for (const KnownBaseline& known : segment.baselines().List(kScribbleNow)) AssertLines(known.vhost);
    CPPUNIT_ASSERT(segment.crawler_claims().Verified(kScribbleNow).size() <= kCrawlerClaims);
    segment.near_peers().IsProxy(ClientNumber(1), kScribbleNow);
    segment.proxy_peers().StandingOf(ClientNumber(1), kScribbleNow);
    segment.crowds().NextEnd();
    CPPUNIT_ASSERT(segment.share().All().peers.size() <= kSharePeers);
    const JournalReader journal = segment.journal();
    const uint64_t head = journal.head();
    journal.oldest();
    for (uint64_t ticket = head - std::min<uint64_t>(head, 50); ticket != head; ++ticket)
      journal.Read(ticket);
    for (uint32_t number = 1; number <= 50; ++number) {
      const ClientKey key = segment.clients().KeyOf(ClientNumber(number), ScopeHash("server"));
      segment.FindBlock(key, kScribbleNow);
      segment.stories().Find(key.fingerprint);
    }
  }

 public:
  void setUp() override { Fill(); }

  void ReadersAndPages() {
    const SegmentReader segment = segment_;
    const Scribbler scribbler(memory_.bytes());
    for (int i = 0; i < ScribbleRounds(6); ++i) {
      Render(segment);
      ReadTheRest(segment);
    }
  }

  // Scopes, event logs and models at a restart; the copy of all pages; the file of a model.
  void WhatTheParentDoes() {
    TemporaryDirectory files;
    const Descriptor file(open(files.Path("copy").c_str(), O_RDWR | O_CREAT, 0600));
    const std::vector<EventLogName> logs = {{"one", "one"}, {"two", "two"}};
    const std::array<EnginesInUse, kScopeNames> engines{};
    RegionWriter writer;
    const Scribbler scribbler(memory_.bytes());
    for (int i = 0; i < ScribbleRounds(6); ++i) {
      CPPUNIT_ASSERT(segment_.RegisterScope("shop" + std::to_string(i)) < kScopeNames);
      segment_.SetEngines(engines);
      const auto places = segment_.event_logs().Announce(static_cast<uint64_t>(i), logs);
      CPPUNIT_ASSERT(places.size() == 2 && places[0] != places[1] && places[0] < kMaxEventLogs &&
                     places[1] < kMaxEventLogs);
      segment_.journal().Resume(kScribbleNow);
      segment_.journal().Forget();
      const std::array<uint64_t, 1> kept = {kScribbledModel};
      segment_.learning_models().KeepOnly(kept);
      if (const auto model = segment_.learning_models().Claim(kScribbledModel, kScribbleNow)) {
        model->PhaseAt(kScribbleNow, Milliseconds(1000));
        RequestModel copy;
        model->CopyTo(copy);
        const auto read_again = ModelOfImage(ModelImage(copy));
        CPPUNIT_ASSERT_MESSAGE(read_again ? "" : read_again.error(), read_again.ok());
        CPPUNIT_ASSERT(RequestScorer(copy.counts()).threshold() <= kMostThreshold);
        RowOf(ModelFacts{"m", Milliseconds(1000), {}, nullptr, {}, *model}, kScribbleNow);
      }
      CPPUNIT_ASSERT(!writer.Run(file.get(), memory_.bytes(), std::size_t{1} << 30).failed);
      CPPUNIT_ASSERT(segment_.geometry() == geometry_ && segment_.hash_key() == kTestKey);
    }
  }

  void WhatChildrenAndTheCommandLineWrite() {
    const Scribbler scribbler(memory_.bytes());
    for (int i = 0; i < ScribbleRounds(6); ++i) {
      for (uint32_t number = 1; number <= 300; ++number) Account(number);
      uint64_t lost = 0;
      for (int taken = 0; taken < 100; ++taken) segment_.incidents().TakeNext(kScribbleNow, &lost);
      CPPUNIT_ASSERT(segment_.crowds().TakeNews(kScribbleNow).size() <= kCrowdRows);
      CPPUNIT_ASSERT(segment_.baselines().Judge(After(kScribbleNow, kSlotTime)).size() <=
                     (kOpenSlots + 1) * kBaselineRows);
      segment_.clients().SweepExpired(0, geometry_.sets, kScribbleNow, [](const ClientView&) {});
      segment_.ranges().SweepExpired(0, 64, kScribbleNow, [](const RangeView&) {});
      segment_.listed().SweepExpired(kScribbleNow, [](const ListedView&) {});
      ClientTable clients = segment_.clients();
      for (uint32_t number = 1; number <= 50; ++number) {
        const ClientKey key = clients.KeyOf(ClientNumber(number), ScopeHash("server"));
        clients.BlockByHand(key, 0, Tick{kScribbleNow.value + 100}, kScribbleNow);
        clients.Unblock(key, kScribbleNow);
        segment_.CountDenialOfRange(key, kScribbleNow);
        segment_.stories().Answer(key.fingerprint, number, 404);
        segment_.other_hosts().FirstToTake({"web2", "epoch", number}, number, kScribbleNow);
      }
    }
  }

  // What it goes on with is what it has looked at: of a memory that changes all the time.
  void AttachingIsSafeOrRefused() {
    const Scribbler scribbler(memory_.bytes().first(128));
    int refused = 0;
    for (int i = 0; i < 5000 || refused == 0; ++i) {
      const auto segment = SegmentReader::Attach(memory_.bytes());
      if (!segment) {
        ++refused;
        CPPUNIT_ASSERT(!segment.error().empty());
        continue;
      }
      const Geometry& geometry = segment.value().geometry();
      CPPUNIT_ASSERT(IsValid(geometry) && RegionBytes(geometry) <= memory_.bytes().size());
      segment.value().clients().Find(segment.value().clients().KeyOf(ClientNumber(1), 7));
      segment.value().counters().Sum(Counter::kEntries);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScribbledMemoryTest);

}  // namespace
}  // namespace errwatch::store
