#include "cli/report/event_evidence.h"

#include <cppunit/extensions/HelperMacros.h>

#include "pages/render.h"
#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class EventEvidenceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EventEvidenceTest);
  CPPUNIT_TEST(ABlockIsEvidenceWhereNothingElseIsRead);
  CPPUNIT_TEST(ABlockIsWhatTheServerDid);
  CPPUNIT_TEST(ATakeoverIsASign);
  CPPUNIT_TEST(ARangeIsOfItsClients);
  CPPUNIT_TEST(ABlockThatSomebodyEnded);
  CPPUNIT_TEST(ABlockByHandAloneIsNoIncident);
  CPPUNIT_TEST(NamesInEventsAreReplaced);
  CPPUNIT_TEST(AProxyIsNobody);
  CPPUNIT_TEST(PeriodAndFilter);
  CPPUNIT_TEST(FromFiles);
  CPPUNIT_TEST(AStateFileThatIsNotThere);
  CPPUNIT_TEST_SUITE_END();

  IncidentBook book_;
  SignFinder signs_;
  IncidentReport report_;
  EntryFilter filter_;
  MinorSums minor_;
  static constexpr Milliseconds kTenMinutes{600'000};

  static IncidentRow Block(IncidentKind kind = IncidentKind::kBlock) {
    IncidentRow row;
    row.number = 7;
    row.time = TickFromUnixMs(kTenUs / 1000);
    row.kind = kind;
    row.category = row.limit = "sql_injection";
    row.client = {AddressOf("192.0.2.4"), ClientPrefix()};
    row.rule = 3020;
    row.status = 403;
    row.until = After(row.time, kTenMinutes);
    row.method = "GET";
    row.uri = "/shop?id=1'";
    return row;
  }
  void Add(const IncidentRow& row, bool count) {
    EventEvidence(book_, signs_, report_, filter_, count).Add(row, 0);
  }
  std::vector<Incident> Take() { return book_.Take(DefaultLimits(), minor_); }

 public:
  void setUp() override {
    book_ = IncidentBook();
    report_ = IncidentReport();
    report_.sources.resize(1);
  }

  void ABlockIsEvidenceWhereNothingElseIsRead() {
    Add(Block(), true);
    const std::vector<Incident> incidents = Take();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    const Activity& sum = incidents[0].sum;
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, sum.entries);
    CPPUNIT_ASSERT_EQUAL(std::string("GET /shop?id=1'"), sum.samples[0].request);
    CPPUNIT_ASSERT(sum.blocks[0].recorded);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 600'000'000, sum.blocks[0].until_us);
  }

  void ABlockIsWhatTheServerDid() {
    book_.Add(AttackAt(0));
    book_.AddBlock(AddressOf("192.0.2.4"), {kTenUs, kTenUs + 1, "any", 5, false});
    Add(Block(), false);
    const std::vector<Incident> incidents = Take();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, incidents[0].sum.entries);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents[0].sum.blocks.size());
    CPPUNIT_ASSERT(incidents[0].sum.blocks[0].recorded);
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, incidents[0].sum.blocks[0].entries);
  }

  void ATakeoverIsASign() {
    IncidentRow row = Block(IncidentKind::kTakeover);
    row.message = "eve";
    row.score = 9;
    Add(row, false);
    const std::vector<Incident> incidents = Take();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    CPPUNIT_ASSERT(incidents[0].sum.signs[0].kind == SignKind::kLoggedIn);
    CPPUNIT_ASSERT_EQUAL(uint64_t{9}, incidents[0].sum.signs[0].count);
  }

  void ARangeIsOfItsClients() {
    book_.Add(AttackAt(0));
    IncidentRow row = Block(IncidentKind::kRangeBlock);
    row.is_range = true;
    row.client = {AddressOf("192.0.2.0"), ClientPrefix{24, 64}};
    Add(row, true);
    const std::vector<Incident> incidents = Take();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents[0].blocked_clients);
  }

  // What the log says once more (of a second source) changes nothing, nor is the next block ended by it.
  void ABlockThatSomebodyEnded() {
    IncidentRow let_in = Block(IncidentKind::kUnblocked);
    let_in.until = {};
    let_in.time = After(Block().time, Milliseconds(60'000));
    IncidentRow again = Block();
    again.time = After(let_in.time, Milliseconds(60'000));
    again.until = After(again.time, kTenMinutes);
    IncidentRow range = Block(IncidentKind::kRangeBlock);
    range.is_range = true;
    range.client = {AddressOf("192.0.2.0"), ClientPrefix{24, 64}};
    range.time = again.time;
    range.until = After(again.until, kTenMinutes);
    IncidentRow range_let_in = range;
    range_let_in.kind = IncidentKind::kUnblocked;
    range_let_in.until = {};
    range_let_in.time = After(again.time, Milliseconds(60'000));
    IncidentRow another_scope = let_in;
    another_scope.scope = "other";
    another_scope.time = range_let_in.time;
    for (const IncidentRow& row :
         {Block(), let_in, Block(), let_in, again, range, another_scope, range_let_in, let_in})
      Add(row, true);
    const std::vector<Incident> incidents = Take();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    const std::vector<BlockSpan>& blocks = incidents[0].sum.blocks;
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, blocks.size());
    CPPUNIT_ASSERT_EQUAL(kTenUs + 60'000'000, blocks[0].let_in_us);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 600'000'000, blocks[0].until_us);
    CPPUNIT_ASSERT_EQUAL(kNoTime, blocks[1].let_in_us);  // who is blocked himself is so when his range is not
    CPPUNIT_ASSERT_EQUAL(kTenUs + 180'000'000, blocks[2].let_in_us);
  }

  void ABlockByHandAloneIsNoIncident() {
    IncidentRow by_hand = Block(IncidentKind::kBlockedByHand);
    by_hand.category = by_hand.limit = by_hand.method = by_hand.uri = "";
    Add(by_hand, true);
    CPPUNIT_ASSERT(Take().empty());
    book_ = IncidentBook();
    book_.Add(AttackAt(0));
    Add(by_hand, true);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Take().size());
  }

  void NamesInEventsAreReplaced() {
    report_.anonymizer = std::make_unique<Anonymizer>(ClientPrefix());
    IncidentRow row = Block();
    row.category = row.limit = "auth_failure";
    row.message = "AH01617: user carol.meyer: authentication failure for \"/private/\": Password Mismatch";
    Add(row, true);
    CPPUNIT_ASSERT_EQUAL(std::string("for user-1."), report_.anonymizer->Text("for carol.meyer."));
  }

  void AProxyIsNobody() {
    book_.Add(AttackAt(0));
    Add(Block(IncidentKind::kProxy), true);
    CPPUNIT_ASSERT(Take().empty());
  }

  void PeriodAndFilter() {
    FilterOptions options;
    options.until = "2026-11-22T09:00:00Z";
    Result<EntryFilter> until = EntryFilter::Make(options, kNowUs);
    CPPUNIT_ASSERT(until.ok());
    EventEvidence(book_, signs_, report_, until.value(), true).Add(Block(), 0);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, report_.doubts.filtered);
    CPPUNIT_ASSERT_EQUAL(kNoTime, report_.sources[0].first_us);
    Add(Block(), true);
    CPPUNIT_ASSERT_EQUAL(kTenUs, report_.sources[0].first_us);
  }

  void FromFiles() {
    const FewRules rules;
    TemporaryDirectory files;
    const std::string path = files.Write("events.json", RenderEvent(Block(), 4095) + "\n");
    const Ran ran = RunTool({"report", "-q", "--events", path});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    CPPUNIT_ASSERT_MESSAGE(
        ran.out, Contains(ran.out, "event log  " + path) && Contains(ran.out, "as the server recorded it"));
    CPPUNIT_ASSERT_MESSAGE(ran.out,
                           Contains(ran.out, "blocked at 2026-11-22 10:00:00 until 2026-11-22 10:10:00"));
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"report", "-q", "--events", files.Path("none")}).code);
  }

  void AStateFileThatIsNotThere() {
    const FewRules rules;
    TemporaryDirectory files;
    const Ran ran = RunTool({"report", "-q", "--state", files.Path("none")});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.err, Contains(ran.err, "none"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EventEvidenceTest);

}  // namespace
}  // namespace errwatch::cli
