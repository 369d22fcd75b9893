#include <cppunit/extensions/HelperMacros.h>

#include <regex>
#include <set>
#include <sstream>

#include "pages/render.h"
#include "unit/sample_snapshot.h"

namespace errwatch {
namespace {

// The grammar of the text format 0.0.4, as far as this program uses it. Gives the number of samples.
std::size_t CheckFormat(const std::string& text) {
  static const std::regex help("# HELP ([a-zA-Z_][a-zA-Z0-9_]*) .+");
  static const std::regex type("# TYPE ([a-zA-Z_][a-zA-Z0-9_]*) (counter|gauge)");
  static const std::regex sample(R"(([a-zA-Z_][a-zA-Z0-9_]*)(\{([a-z]+="([^"\\]|\\[\\"n])*",?)+\})? [0-9]+)");
  std::set<std::string> metrics, samples;
  std::string metric;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_match(line, match, help)) {
      metric = match[1];
      CPPUNIT_ASSERT_MESSAGE("described twice: " + line, metrics.insert(metric).second);
    } else if (line.starts_with("#")) {
      CPPUNIT_ASSERT_MESSAGE(line, std::regex_match(line, match, type) && match[1] == metric);
    } else {
      CPPUNIT_ASSERT_MESSAGE(line, std::regex_match(line, match, sample) && match[1] == metric);
      CPPUNIT_ASSERT_MESSAGE("given twice: " + line, samples.insert(line.substr(0, line.rfind(' '))).second);
    }
  }
  return samples.size();
}

class RenderPrometheusTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RenderPrometheusTest);
  CPPUNIT_TEST(WhatOnlyGrowsIsACounter);
  CPPUNIT_TEST(GivesTheMetrics);
  CPPUNIT_TEST(WhoIsNotHeardIsNotConnected);
  CPPUNIT_TEST(HasNoSeriesForClients);
  CPPUNIT_TEST(EscapesLabels);
  CPPUNIT_TEST(GivesEachSeriesOnce);
  CPPUNIT_TEST(RendersAnEmptySnapshot);
  CPPUNIT_TEST_SUITE_END();

  // What `errwatch exchange` said last stays in memory when it ends.
  void WhoIsNotHeardIsNotConnected() {
    Snapshot snapshot = SampleSnapshot();
    snapshot.share.group = "shop";
    snapshot.share.link = store::ShareLink::kConnected;
    snapshot.share.told = snapshot.now;
    CPPUNIT_ASSERT(RenderPrometheus(snapshot).find("\nerrwatch_share_connected 1\n") != std::string::npos);
    snapshot.share.told = Tick{snapshot.now.value - 1501};
    CPPUNIT_ASSERT(RenderPrometheus(snapshot).find("\nerrwatch_share_connected 0\n") != std::string::npos);
  }

  // Rates are of counters; those of errwatch exchange begin anew with each run of it.
  void WhatOnlyGrowsIsACounter() {
    Snapshot snapshot = SampleSnapshot();
    snapshot.share.group = "shop";
    snapshot.share.told = snapshot.now;
    At(snapshot.share.counts, store::ShareCount::kGiven) = 9;
    At(snapshot.share.counts, store::ShareCount::kHeld) = 3;
    snapshot.share.peers.resize(1);
    snapshot.share.peers[0].name = "web2";
    snapshot.share.peers[0].state = store::PeerState::kUnknown;
    At(snapshot.share.peers[0].counts, store::ShareCount::kBlocked) = 2;
    const std::string text = RenderPrometheus(snapshot);
    for (const char* line :
         {"# HELP errwatch_share_given_total changes given to other hosts",
          "# TYPE errwatch_share_given_total counter", "errwatch_share_given_total 9",
          "# TYPE errwatch_share_held gauge", "errwatch_share_held 3", "# TYPE errwatch_share_backlog gauge",
          "errwatch_share_peers{state=\"live\"} 0", "errwatch_share_peers{state=\"unknown\"} 1",
          "errwatch_share_host_poured_total{host=\"web2\"} 0",
          "errwatch_share_host_blocked_total{host=\"web2\"} 2",
          "errwatch_share_host_let_in_total{host=\"web2\"} 0",
          "errwatch_share_host_refused_total{host=\"web2\"} 0"})
      CPPUNIT_ASSERT_MESSAGE(line, text.find("\n" + std::string(line) + "\n") != std::string::npos);
    CheckFormat(text);
  }

  void GivesTheMetrics() {
    const std::string text = "\n" + RenderPrometheus(SampleSnapshot());
    for (const char* line :
         {"errwatch_info{version=\"0.1.0\",server=\"Apache/2.4.71 (Debian)\"} 1",
          "errwatch_start_time_seconds 1795075200", "errwatch_clients 1873",
          "errwatch_clients_capacity 65536", "errwatch_blocked_clients 2",
          "# HELP errwatch_entries_total error-log entries seen", "# TYPE errwatch_entries_total counter",
          "errwatch_entries_total 1204331", "errwatch_category_entries_total{category=\"sql_injection\"} 412",
          "errwatch_category_entries_total{category=\"xss\"} 0",
          "errwatch_rule_hits_total{rule=\"2101\",category=\"sql_injection\"} 412",
          "errwatch_hidden_rules{vhost=\"www.example.org\"} 3",
          "errwatch_hidden_rules{vhost=\"shop.example.org\"} 0", "errwatch_crowds{kind=\"brute_force\"} 1",
          "errwatch_crowds{kind=\"flood\"} 0", "errwatch_rules{vhost=\"www.example.org\"} 214",
          "errwatch_engine{vhost=\"shop.example.org\",engine=\"DetectionOnly\"} 1"}) {
      CPPUNIT_ASSERT_MESSAGE(line, text.find("\n" + std::string(line) + "\n") != std::string::npos);
    }
    CPPUNIT_ASSERT(CheckFormat(text.substr(1)) > 20);
  }

  void HasNoSeriesForClients() {
    const std::string text = RenderPrometheus(SampleSnapshot());
    for (const ClientRow& client : SampleSnapshot().clients)
      CPPUNIT_ASSERT(text.find(client.address.ToString()) == std::string::npos);
  }

  void EscapesLabels() {
    Snapshot snapshot = SampleSnapshot();
    snapshot.coverage[0].vhost = "a\"} 9\nevil 1\\\xff";
    const std::string text = RenderPrometheus(snapshot);
    CPPUNIT_ASSERT(text.find("errwatch_hidden_rules{vhost=\"a\\\"} 9\\\\x0aevil 1\\\\\\\\xff\"} 3\n") !=
                   std::string::npos);
    ForEachText(snapshot, [](std::string& t) { t += "\"} 9\n# evil 1\\\xff{"; });
    CheckFormat(RenderPrometheus(snapshot));
  }

  void GivesEachSeriesOnce() {
    Snapshot snapshot = SampleSnapshot();
    snapshot.coverage.push_back(snapshot.coverage[0]);
    snapshot.coverage.back().hidden_rules.push_back(4000);
    snapshot.vhosts.push_back(snapshot.vhosts[0]);
    snapshot.rules.push_back(snapshot.rules[0]);
    const std::string text = RenderPrometheus(snapshot);
    CheckFormat(text);
    CPPUNIT_ASSERT(text.find("errwatch_hidden_rules{vhost=\"www.example.org\"} 4\n") != std::string::npos);
  }

  void RendersAnEmptySnapshot() {
    const std::string text = RenderPrometheus(Snapshot());
    CPPUNIT_ASSERT(CheckFormat(text) >= 6);
    CPPUNIT_ASSERT(text.find("start_time") == std::string::npos);
    CPPUNIT_ASSERT(text.find("rule_hits") == std::string::npos);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RenderPrometheusTest);

}  // namespace
}  // namespace errwatch
