#include <cppunit/extensions/HelperMacros.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "pages/render.h"
#include "unit/sample_snapshot.h"

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;

bool HasNull(const Json& json) {
  if (json.is_null()) return true;
  if (!json.is_structured()) return false;
  for (const Json& part : json) {
    if (HasNull(part)) return true;
  }
  return false;
}

class RenderJsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RenderJsonTest);
  CPPUNIT_TEST(HasThePublicKeysInOrder);
  CPPUNIT_TEST(ShowsTheTimeline);
  CPPUNIT_TEST(ShowsClients);
  CPPUNIT_TEST(TellsWhatForeignPagesCauseOnly);
  CPPUNIT_TEST(ShowsIncidents);
  CPPUNIT_TEST(ShowsConfigurationAndCounts);
  CPPUNIT_TEST(ShowsAnomalies);
  CPPUNIT_TEST(ClientsAlone);
  CPPUNIT_TEST(LeavesOutWhatIsNotKnown);
  CPPUNIT_TEST(SurvivesAnyBytes);
  CPPUNIT_TEST(NamesTheModeOfEachScope);
  CPPUNIT_TEST_SUITE_END();

  void HasThePublicKeysInOrder() {
    const Json page = Json::parse(RenderJson(SampleSnapshot()));
    std::string keys;
    for (const auto& item : page.items()) keys += item.key() + " ";
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "version server state_file now started generation jit table counters categories timeline clients "
            "allowed incidents crowds anomalies models targets limits rules event_logs coverage vhosts modes "
            "unnamed_proxies proxies "
            "warnings "),
        keys);
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T10:00:00.120Z"), page["now"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"clients":1873,"visitors":240,"capacity":65536,"blocked":2,"blocked_ranges":0,"would_be_denied":1,"not_denied":0,"allowed":2})"),
        page["table"].dump());
  }

  void ShowsAnomalies() {
    const Json page = Json::parse(RenderJson(SampleSnapshot()));
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"kind":"brute_force","category":"auth_failure","scope":"server","entries":61,"clients":58,)"
            R"("begun":"2026-11-22T09:55:00.120Z","last":"2026-11-22T09:59:56.120Z","vhost":"www.example.org",)"
            R"("target":"alice","ranges":"203.0.113.0/24","under_attack":"tighten=4"})"),
        page["crowds"][0].dump());
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"file":"/etc/apache2/shop.model","state":"learning","requests":1200,)"
                    R"("vhosts":["shop.example.org"],"until":"2026-11-22T12:00:00.120Z"})"),
        page["models"][1].dump());
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"file":"/etc/apache2/old.model","state":"not_used","requests":0,)"
                                     R"("vhosts":["old.example.org"],"problem":"it is damaged"})"),
                         page["models"][3].dump());
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"file":"/etc/apache2/site.model","state":"used","requests":24000,)"
                    R"("vhosts":["site.example.org"],"learnt":"2026-11-21T10:00:00.120Z","threshold":27})"),
        page["models"][0].dump());
    CPPUNIT_ASSERT(!Json::parse(RenderJson(Snapshot())).contains("models"));  // not known is not none
    CPPUNIT_ASSERT(!page["crowds"][1].contains("under_attack"));              // a fault is no attack
    CPPUNIT_ASSERT_EQUAL(std::string("burst"), page["anomalies"][0]["anomaly"]["kind"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("tighten=4"), page["vhosts"][0]["under_attack"].get<std::string>());
    CPPUNIT_ASSERT(!page["vhosts"][1].contains("under_attack"));
  }

  // What is 0 is left out, whole names included.
  void ShowsTheTimeline() {
    const Json timeline = Json::parse(RenderJson(SampleSnapshot()))["timeline"];
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"begin":"2026-11-22T08:01:00.000Z","step_ms":60000,"categories":)"
                    R"({"sql_injection":{"2026-11-22T09:57:00.000Z":4,"2026-11-22T10:00:00.000Z":1},)"
                    R"("vuln_scan":{"2026-11-22T09:57:00.000Z":30}},)"
                    R"("counters":{"denials":{"2026-11-22T09:59:00.000Z":17}}})"),
        timeline["minutes"].dump());
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"step_ms":0,"categories":{},"counters":{}})"),
                         Json::parse(RenderJson(Snapshot()))["timeline"]["hours"].dump());
  }

  void ShowsClients() {
    const Json clients = Json::parse(RenderJson(SampleSnapshot()))["clients"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, clients.size());
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"address":"203.0.113.7","scope":"server","blocked":true,"detection_only":false,"by_hand":false,)"
            R"("foreign_only":false,)"
            R"("blocked_until":"2026-11-22T10:08:45.120Z","reason":"sql_injection","remark":"an abuse report","strikes":2,)"
            R"("last_seen":"2026-11-22T09:59:57.120Z","last_rule":2101,"entries":14,"denials":1207,"scores":[]})"),
        clients[0].dump());
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"([{"name":"auth_failure","score":6.5,"capacity":8},{"name":"any","score":6.5,"capacity":30},)"
            R"({"name":"anomaly","score":2.0}])"),
        clients[3]["scores"].dump());
    CPPUNIT_ASSERT(!clients[3].contains("blocked_until"));
  }

  void TellsWhatForeignPagesCauseOnly() {
    Snapshot snapshot = SampleSnapshot();
    snapshot.clients[0].foreign_only = snapshot.incidents[0].foreign_only = true;
    const Json page = Json::parse(RenderJson(snapshot));
    CPPUNIT_ASSERT(page["clients"][0]["foreign_only"] == true && page["clients"][1]["foreign_only"] == false);
    CPPUNIT_ASSERT(page["incidents"][0]["foreign_only"] == true);
    CPPUNIT_ASSERT(!page["incidents"][1].contains("foreign_only"));
  }

  void ShowsIncidents() {
    const Json incidents = Json::parse(RenderJson(SampleSnapshot()))["incidents"];
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"number":812,"time":"2026-11-22T09:58:45.120Z","kind":"block","category":"sql_injection",)"
            R"("limit":"sql_injection","client":"203.0.113.7","scope":"server","rule":2101,)"
            R"("rule_name":"UNION SELECT in the query","score":10,"capacity":10,"strikes":2,"status":404,"ah":"AH00128",)"
            R"("until":"2026-11-22T10:08:45.120Z","vhost":"www.example.org","method":"GET",)"
            R"("uri":"/item.php?id=1'+UNION+SELECT+password+FROM+users--",)"
            R"("message":"AH00128: File does not exist: /var/www/html/item.php"})"),
        incidents[0].dump());
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"number":810,"time":"2026-11-22T08:53:20.120Z","kind":"server","category":"server_fault",)"
            R"("rule":9001,"rule_name":"child process crashed",)"
            R"x("message":"AH00052: child pid 4711 exit signal Segmentation fault (11)"})x"),
        incidents[2].dump());
  }

  void ShowsConfigurationAndCounts() {
    const Json page = Json::parse(RenderJson(SampleSnapshot()));
    CPPUNIT_ASSERT_EQUAL(1'204'331, page["counters"]["entries"].get<int>());
    CPPUNIT_ASSERT_EQUAL(412, page["categories"]["sql_injection"].get<int>());
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"vhost":"www.example.org","category":"any","capacity":30,"window_ms":60000,"block_ms":600000})"),
        page["limits"][0].dump());
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"vhost":"www.example.org","rules":214,"hidden_rules":[3004,3005,3010],)"
                    R"("log_level":"LogLevel warn core:info","advice":[{"level":"core:info",)"
                    R"("rules":[3004,3005,3010],"recommended":true,"lines_a_request":0.2}]})"),
        page["coverage"][0].dump());
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"vhost":"shop.example.org","rules":214,"hidden_rules":[]})"),
                         page["coverage"][1].dump());
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"name":"shop.example.org","engine":"DetectionOnly","scope":"shop","ports":[8080],"rules":214,"unscreened_rules":6})"),
        page["vhosts"][1].dump());
    CPPUNIT_ASSERT_EQUAL(8111, page["rules"][0]["hits"].get<int>());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, page["warnings"].size());
  }

  void ClientsAlone() {
    const std::string clients = RenderClientsJson(SampleSnapshot());
    CPPUNIT_ASSERT_EQUAL(Json::parse(RenderJson(SampleSnapshot())).at("clients").dump(2) + "\n", clients);
    CPPUNIT_ASSERT_EQUAL(std::string("[]\n"), RenderClientsJson(Snapshot()));
  }

  void LeavesOutWhatIsNotKnown() {
    const Json page = Json::parse(RenderJson(Snapshot()));
    CPPUNIT_ASSERT(!HasNull(page));
    for (const char* name : {"server", "state_file", "now", "started"})
      CPPUNIT_ASSERT_MESSAGE(name, !page.contains(name));
    for (const char* name : {"clients", "incidents", "limits", "rules", "coverage", "vhosts", "warnings"}) {
      CPPUNIT_ASSERT_MESSAGE(name, page[name].is_array() && page[name].empty());
    }
    CPPUNIT_ASSERT(page["counters"].is_object());
  }

  void SurvivesAnyBytes() {
    Snapshot snapshot = SampleSnapshot();
    ForEachText(snapshot, [](std::string& text) { text += std::string("\xff\"\\\n\0</script>\xc3", 15); });
    snapshot.clients[3].scores[0].score = std::numeric_limits<double>::infinity();
    const Json page = Json::parse(RenderJson(snapshot));
    CPPUNIT_ASSERT(!HasNull(page));
    CPPUNIT_ASSERT_EQUAL(std::string("GET\xef\xbf\xbd\"\\\n\0</script>\xef\xbf\xbd", 22),
                         page["incidents"][0]["method"].get<std::string>());
  }

  void NamesTheModeOfEachScope() {
    Snapshot snapshot;
    snapshot.modes = {{"server", {}}, {"shop", {}}};
    snapshot.modes[0].engines.Add(Engine::kOn);
    snapshot.modes[0].engines.Add(Engine::kDetectionOnly);
    snapshot.modes[1].engines.Add(Engine::kOff);
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"([{"scope":"server","engines":["On","DetectionOnly"]},{"scope":"shop","engines":["Off"]}])"),
        Json::parse(RenderJson(snapshot))["modes"].dump());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RenderJsonTest);

}  // namespace
}  // namespace errwatch
