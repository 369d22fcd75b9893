#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pages/render.h"
#include "unit/sample_snapshot.h"

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPlenty = 64 * 1024;

IncidentRow Block() { return SampleIncidents()[0]; }
Json EventOf(const IncidentRow& incident, std::size_t max_bytes = kPlenty) {
  const std::string line = RenderEvent(incident, max_bytes);
  CPPUNIT_ASSERT(line.size() <= max_bytes);
  return Json::parse(line);
}
std::string TextAt(const Json& json, const char* place) {
  return json.at(Json::json_pointer(place)).get<std::string>();
}

class RenderEventTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RenderEventTest);
  CPPUNIT_TEST(IsElasticCommonSchema);
  CPPUNIT_TEST(TellsWhatForeignPagesCauseOnly);
  CPPUNIT_TEST(TellsWhereTheEvidenceIs);
  CPPUNIT_TEST(TellsWhatAnEntryPoured);
  CPPUNIT_TEST(GivesARangeAsAnAddressAndTheRange);
  CPPUNIT_TEST(LeavesOutWhatIsNotKnown);
  CPPUNIT_TEST(TellsKindsApart);
  CPPUNIT_TEST(IsOneLineOfAsciiWhateverIsInIt);
  CPPUNIT_TEST(CutsEvidenceThenUriThenMessage);
  CPPUNIT_TEST(NeverIsLongerThanAsked);
  CPPUNIT_TEST_SUITE_END();

  void IsElasticCommonSchema() {
    const Json event = EventOf(Block());
    const std::pair<const char*, const char*> texts[] = {
        {"/@timestamp", "2026-11-22T09:58:45.120Z"},
        {"/event/kind", "alert"},
        {"/event/category/0", "intrusion_detection"},
        {"/event/type/0", "denied"},
        {"/event/action", "block"},
        {"/event/code", "AH00128"},
        {"/message",
         "203.0.113.7 blocked until 2026-11-22T10:08:45.120Z: sql_injection 10/10, rule 2101 (UNION SELECT "
         "in the query)"},
        {"/source/ip", "203.0.113.7"},
        {"/rule/id", "2101"},
        {"/rule/name", "UNION SELECT in the query"},
        {"/threat/technique/id/0", "T1190"},
        {"/url/original", "/item.php?id=1'+UNION+SELECT+password+FROM+users--"},
        {"/url/domain", "www.example.org"},
        {"/http/request/method", "GET"},
        {"/observer/vendor", "errwatch"},
        {"/observer/product", "mod_errwatch"},
        {"/errwatch/category", "sql_injection"},
        {"/errwatch/limit", "sql_injection"},
        {"/errwatch/client", "203.0.113.7"},
        {"/errwatch/scope", "server"},
        {"/errwatch/block_until", "2026-11-22T10:08:45.120Z"},
        {"/errwatch/evidence", "AH00128: File does not exist: /var/www/html/item.php"},
    };
    for (const auto& [place, text] : texts)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(place, std::string(text), TextAt(event, place));
    CPPUNIT_ASSERT_EQUAL(9, event["event"]["severity"].get<int>());
    CPPUNIT_ASSERT_EQUAL(812, event["event"]["sequence"].get<int>());
    CPPUNIT_ASSERT_EQUAL(404, event["http"]["response"]["status_code"].get<int>());
    CPPUNIT_ASSERT_EQUAL(10, event["errwatch"]["score"].get<int>());
    CPPUNIT_ASSERT_EQUAL(10, event["errwatch"]["capacity"].get<int>());
    CPPUNIT_ASSERT_EQUAL(2, event["errwatch"]["strikes"].get<int>());
    CPPUNIT_ASSERT(!event["errwatch"].contains("foreign_only"));
  }

  void TellsWhatForeignPagesCauseOnly() {
    IncidentRow block = Block();
    block.foreign_only = true;
    const Json event = EventOf(block);
    CPPUNIT_ASSERT(event["errwatch"]["foreign_only"] == true);
    CPPUNIT_ASSERT(TextAt(event, "/message").find(", only for requests that pages can cause: ") !=
                   std::string::npos);
  }

  void TellsWhereTheEvidenceIs() {
    IncidentRow block = Block();
    block.found = Target::kBody;
    block.field = "comment";
    block.excerpt = "1' or 1=1";
    const Json found = EventOf(block)["errwatch"]["found"];
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"in":"body","name":"comment","excerpt":"1' or 1=1"})"),
                         found.dump());
    block.field = block.excerpt = "";
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"in":"body"})"), EventOf(block)["errwatch"]["found"].dump());
  }

  void TellsWhatAnEntryPoured() {
    IncidentRow entry = Block();
    entry.kind = IncidentKind::kEntry;
    entry.capacity = 0;
    entry.poured = 0.34375;
    const Json own = EventOf(entry)["errwatch"];
    CPPUNIT_ASSERT(own["poured"] == 0.34 && own["score"] == 10 && !own.contains("capacity"));
    entry.poured = 0;
    CPPUNIT_ASSERT(EventOf(entry)["errwatch"]["poured"] == 0);
    CPPUNIT_ASSERT(!EventOf(Block())["errwatch"].contains("poured"));
  }

  void GivesARangeAsAnAddressAndTheRange() {
    const Json event = EventOf(SampleIncidents()[1]);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8:7::"), TextAt(event, "/source/ip"));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8:7::/64"), TextAt(event, "/errwatch/client"));
    IncidentRow unmasked = Block();
    unmasked.client = {*ClientAddress::Parse("2001:db8:7::1"), {32, 48}};
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8:7::"), TextAt(EventOf(unmasked), "/source/ip"));
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8:7::/48"), TextAt(EventOf(unmasked), "/errwatch/client"));
    unmasked.client = SampleClient("::1");
    CPPUNIT_ASSERT_EQUAL(std::string("::1"), TextAt(EventOf(unmasked), "/source/ip"));
  }

  void LeavesOutWhatIsNotKnown() {
    const Json server = EventOf(SampleIncidents()[2]);
    for (const char* name : {"source", "url", "http"}) CPPUNIT_ASSERT_MESSAGE(name, !server.contains(name));
    for (const char* name : {"client", "limit", "score", "block_until", "strikes"}) {
      CPPUNIT_ASSERT_MESSAGE(name, !server["errwatch"].contains(name));
    }
    const Json nothing = EventOf(IncidentRow());
    for (const char* name : {"source", "url", "http", "rule", "threat"})
      CPPUNIT_ASSERT_MESSAGE(name, !nothing.contains(name));
  }

  void TellsKindsApart() {
    struct Case {
      IncidentKind kind;
      const char* name;
      const char* ecs_kind;
      int severity;  // of a sql_injection
    };
    const Case cases[] = {{IncidentKind::kBlock, "block", "alert", 9},
                          {IncidentKind::kDetection, "detection", "alert", 8},
                          {IncidentKind::kServer, "server", "alert", 5},
                          {IncidentKind::kWidespread, "widespread", "alert", 6},
                          {IncidentKind::kExpired, "expired", "event", 1},
                          {IncidentKind::kBlockedByHand, "blocked_by_hand", "event", 1},
                          {IncidentKind::kUnblocked, "unblocked", "event", 1},
                          {IncidentKind::kEntry, "entry", "event", 4},
                          {IncidentKind::kTakeover, "takeover", "alert", 8},
                          {IncidentKind::kFalseCrawler, "false_crawler", "alert", 5},
                          {IncidentKind::kRangeBlock, "range_block", "alert", 9},
                          {IncidentKind::kProxy, "proxy", "event", 3},
                          {IncidentKind::kAllowed, "allowed", "event", 1},
                          {IncidentKind::kDisallowed, "disallowed", "event", 1},
                          {IncidentKind::kImported, "imported", "event", 1},
                          {IncidentKind::kAnomaly, "anomaly", "alert", 5}};
    CPPUNIT_ASSERT_EQUAL(std::size_t{kIncidentKindCount}, std::size(cases));
    for (const Case& c : cases) {
      IncidentRow incident = Block();
      incident.kind = c.kind;
      const Json event = EventOf(incident);
      CPPUNIT_ASSERT_EQUAL(std::string(c.name), TextAt(event, "/event/action"));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(
          c.name, std::string(Info(c.kind).overflow == Overflow::kDenied ? "denied" : "info"),
          TextAt(event, "/event/type/0"));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(c.name, std::string(c.ecs_kind), TextAt(event, "/event/kind"));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(c.name, c.severity, event["event"]["severity"].get<int>());
    }
    IncidentRow mild = Block();
    mild.category = "auth_failure";
    CPPUNIT_ASSERT_EQUAL(7, EventOf(mild)["event"]["severity"].get<int>());
    // Where the category expects no denial it is told beside one that does.
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"category":["authentication","intrusion_detection"],"type":["denied","info"]})"),
        Json({{"category", EventOf(mild)["event"]["category"]}, {"type", EventOf(mild)["event"]["type"]}})
            .dump());
    mild.kind = IncidentKind::kEntry;
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, EventOf(mild)["event"]["category"].size());
  }

  void IsOneLineOfAsciiWhateverIsInIt() {
    Snapshot snapshot;
    snapshot.incidents = {Block()};
    ForEachText(snapshot, [](std::string& text) { text += "\n\r\x1b[2J\xff\xc3\xa9\xc2\x9b\"\\"; });
    const std::string line = RenderEvent(snapshot.incidents[0], kPlenty);
    CPPUNIT_ASSERT(std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7f; }));
    CPPUNIT_ASSERT_EQUAL(std::string("GET\n\r\x1b[2J\xef\xbf\xbd\xc3\xa9\xc2\x9b\"\\"),
                         TextAt(Json::parse(line), "/http/request/method"));
  }

  void CutsEvidenceThenUriThenMessage() {
    const std::size_t whole = RenderEvent(Block(), kPlenty).size();
    const Json shorter = EventOf(Block(), whole - 10);
    CPPUNIT_ASSERT_EQUAL(std::string("AH00128: File does not exist: /var/www/..."),
                         TextAt(shorter, "/errwatch/evidence"));
    CPPUNIT_ASSERT_EQUAL(Block().uri, TextAt(shorter, "/url/original"));
    const Json no_evidence = EventOf(Block(), whole - 80);
    CPPUNIT_ASSERT(!no_evidence["errwatch"].contains("evidence"));
    CPPUNIT_ASSERT(TextAt(no_evidence, "/url/original").ends_with("..."));
    CPPUNIT_ASSERT(TextAt(no_evidence, "/message").ends_with("query)"));
    const Json no_uri = EventOf(Block(), whole - 160);
    CPPUNIT_ASSERT(!no_uri["url"].contains("original"));
    CPPUNIT_ASSERT(TextAt(no_uri, "/message").ends_with("..."));
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org"), TextAt(no_uri, "/url/domain"));
  }

  void NeverIsLongerThanAsked() {
    Snapshot snapshot;
    snapshot.incidents = {Block(), SampleIncidents()[2], IncidentRow()};
    IncidentRow hostile = Block();
    hostile.uri = std::string(500, '\xff');
    hostile.message = std::string(300, '\x80');
    hostile.category = std::string(200, '\n');
    snapshot.incidents.push_back(hostile);
    for (const IncidentRow& incident : snapshot.incidents) {
      for (std::size_t most = 0; most < 1200; most += most < 60 ? 1 : 13) {
        const std::string line = RenderEvent(incident, most);
        CPPUNIT_ASSERT(line.size() <= most);
        CPPUNIT_ASSERT(line.empty() ? most < 2 : Json::parse(line).is_object());
      }
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RenderEventTest);

}  // namespace
}  // namespace errwatch
