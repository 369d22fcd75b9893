#include <cppunit/extensions/HelperMacros.h>

#include "base/visible_text.h"
#include "pages/render.h"
#include "unit/pages/page_section.h"
#include "unit/sample_snapshot.h"
#include "unit/text_assert.h"
#include "unit/well_formed_html.h"

namespace errwatch {
namespace {

constexpr char kHostile[] = "\"'><script>evil()</script>&lt;\x1b[31m\n\xff\xe2\x80\xae";

PageQuery ClientQuery(std::string_view client) {
  PageQuery query;
  query.client = client;
  return query;
}

class RenderHtmlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RenderHtmlTest);
  CPPUNIT_TEST(IsAWellFormedPageThatLoadsNothing);
  CPPUNIT_TEST(EscapesEveryText);
  CPPUNIT_TEST(ShowsTheStateOnTop);
  CPPUNIT_TEST(ShowsBlockedClientsWithEvidence);
  CPPUNIT_TEST(TellsWhatForeignPagesCauseOnly);
  CPPUNIT_TEST(ShowsOtherClientsWithBars);
  CPPUNIT_TEST(ShowsIncidents);
  CPPUNIT_TEST(ShowsConfigurationAndCounts);
  CPPUNIT_TEST(GroupsVirtualHostsWithTheSameLimits);
  CPPUNIT_TEST(ShowsWhatHappenedWhen);
  CPPUNIT_TEST(ShowsWhatIsAttackedMost);
  CPPUNIT_TEST(LeadsToOtherFormsOnlyWhereThereAreSome);
  CPPUNIT_TEST(CountsWhoIsNotShown);
  CPPUNIT_TEST(ShowsOneClient);
  CPPUNIT_TEST(SaysSoWhenThereIsNothing);
  CPPUNIT_TEST(BoundsLongLists);
  CPPUNIT_TEST(SectionIsPlainAndWellFormed);
  CPPUNIT_TEST_SUITE_END();

  void IsAWellFormedPageThatLoadsNothing() {
    for (const Snapshot& snapshot : {SampleSnapshot(), Snapshot()}) {
      const std::string page = RenderHtml(snapshot);
      CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(page));
      CPPUNIT_ASSERT(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
      AssertContains(page, "<meta charset=\"utf-8\">");
      AssertContains(page, "default-src &#39;none&#39;");
      for (const char* absent :
           {"<img", "http:", "https:", "\"//", "(//", "@import", "url(", "innerHTML", " onclick", " style="})
        AssertLacks(page, absent);
      CPPUNIT_ASSERT_EQUAL(page.find("<script"), page.rfind("<script"));
    }
    CPPUNIT_ASSERT(RenderHtml(SampleSnapshot()).size() < 60'000);
  }

  // Each text in turn, so that one that is shown nowhere else cannot hide behind another.
  void EscapesEveryText() {
    int texts = 0;
    Snapshot count = SampleSnapshot();
    ForEachText(count, [&](std::string&) { ++texts; });
    for (int target = 0; target < texts; ++target) {
      Snapshot snapshot = SampleSnapshot();
      int i = 0;
      ForEachText(snapshot, [&](std::string& text) {
        if (i++ == target) text = kHostile;
      });
      for (const std::string& page : {RenderHtml(snapshot), RenderHtmlSection(snapshot),
                                      RenderClientHtml(snapshot, ClientQuery(kHostile))}) {
        CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(page));
        AssertLacks(page, "evil()</script>");
        AssertLacks(page, "\xff");
        AssertLacks(page, "\xe2\x80\xae");
      }
    }
    Snapshot snapshot = SampleSnapshot();
    snapshot.incidents[0].uri = kHostile;
    AssertContains(RenderHtml(snapshot), EscapeHtml(kHostile));
  }

  void ShowsTheStateOnTop() {
    const std::string page = RenderHtml(SampleSnapshot());
    const std::string header = Between(page, "<div id=\"state\"", "<div class=\"tiles\"");
    AssertContains(page, "<title>(2) mod_errwatch</title>");
    AssertContains(header,
                   "Apache/2.4.71 (Debian) &middot; 2026-11-22 10:00:00 UTC &middot; counting for 3d 02h");
    AssertContains(header, "<b class=\"badge green\">On</b> www.example.org:80, 443<");
    AssertContains(header, "<b class=\"badge amber\">DetectionOnly</b> shop.example.org:8080<");
    AssertLacks(header, "interpreted");
    AssertContains(page, "<b>1,204,331</b><span>error-log entries seen");
    AssertContains(page, "<b>1,873</b><span>of 65,536 clients");
    AssertContains(Between(page, "class=\"warn\"", "</div>"), "too slow or gone.</li>");
    AssertLacks(page, "would have been denied</span>");
    AssertContains(page, "<b>2</b><span>clients denied now");
    AssertContains(page, "<b>1</b><span>would be denied, were the engine On");
    AssertLacks(page, "ranges denied as a whole");
    Snapshot other = SampleSnapshot();
    other.jit = false;
    other.counters[4].value = 7;  // would_deny
    AssertContains(RenderHtml(other), "patterns are interpreted");
    AssertContains(RenderHtml(other), "<b>7</b><span>requests would have been denied");
  }

  void ShowsBlockedClientsWithEvidence() {
    const std::string section = SectionOf(SampleSnapshot(), "blocked");
    AssertContains(section, "203.0.113.7");
    AssertContains(section, "<b class=\"badge red\">sql_injection</b>");
    AssertContains(section, "block number 2");
    AssertContains(
        section,
        "<b>8m 45s</b><small>until <time datetime=\"2026-11-22T10:08:45.120Z\">2026-11-22 10:08:45</time>");
    AssertContains(
        section,
        "<code>GET /item.php?id=1&#39;+UNION+SELECT+password+FROM+users--</code> on www.example.org");
    AssertContains(section, "AH00128: File does not exist: /var/www/html/item.php");
    AssertContains(section, "rule 2101 UNION SELECT in the query");
    AssertContains(section, ">1,207</td>");
    AssertContains(section, "<b class=\"badge amber\">any</b><small>detection only: not denied</small>");
    AssertContains(section, "<code>GET /.env</code> on shop.example.org");
    AssertContains(section, ">by hand</b>");
    AssertLacks(section, "192.0.2.99");
  }

  void TellsWhatForeignPagesCauseOnly() {
    Snapshot snapshot = SampleSnapshot();
    const std::string_view words = "only for requests that pages can cause";
    AssertLacks(RenderHtml(snapshot), words);
    snapshot.clients[0].foreign_only = snapshot.incidents[0].foreign_only = true;
    AssertContains(SectionOf(snapshot, "blocked"), words);
    AssertContains(SectionOf(snapshot, "incidents"), words);
    AssertContains(RenderHtmlSection(snapshot), words);
  }

  void ShowsOtherClientsWithBars() {
    const std::string section = SectionOf(SampleSnapshot(), "clients");
    AssertContains(section, "192.0.2.99");
    AssertContains(section,
                   "<span>auth_failure</span><meter min=\"0\" max=\"100\" low=\"50\" high=\"80\" "
                   "optimum=\"0\" value=\"81\">81%</meter>"
                   "<span>6.5 / 8</span>");
    AssertContains(section, "<span>anomaly</span><span></span><span>2</span>");
    AssertContains(section, "rule 1301 password mismatch");
    AssertContains(section, "<small>40s ago</small>");
    AssertLacks(section, "203.0.113.7");
  }

  void ShowsIncidents() {
    const std::string section = SectionOf(SampleSnapshot(), "incidents");
    AssertContains(
        section,
        "<time datetime=\"2026-11-22T09:58:45.120Z\">2026-11-22 09:58:45</time><small>1m 15s ago</small>");
    AssertContains(section, "<b class=\"badge red\">block</b> sql_injection<small>for 10m 00s</small>");
    AssertContains(section, "10 / 10<small>sql_injection</small>");
    AssertContains(section, "2101<small>UNION SELECT in the query</small>");
    AssertContains(section, "class=\"who\">server</th>");
    AssertContains(section, "exit signal Segmentation fault (11)");
    CPPUNIT_ASSERT(section.find("09:58:45") < section.find("09:53:20"));
  }

  void ShowsConfigurationAndCounts() {
    const Snapshot snapshot = SampleSnapshot();
    const std::string categories = SectionOf(snapshot, "categories");
    CPPUNIT_ASSERT(categories.find("vuln_scan") < categories.find("sql_injection"));  // the most first
    AssertContains(categories, "<tr class=\"zero\"><th scope=\"row\" data-l=\"Category\">xss");
    AssertContains(SectionOf(snapshot, "rules"), "3004<small>dot files</small>");
    const std::string coverage = SectionOf(snapshot, "coverage");
    AssertContains(coverage, "3 of 214</b> can never fire<small>3004, 3005, 3010</small>");
    AssertContains(coverage, "<code>LogLevel warn core:info</code>");
    AssertContains(coverage, "all rules can fire");
    const std::string limits = SectionOf(snapshot, "limits");
    AssertContains(limits, ">30/1m</td>");
    AssertContains(limits, ">1h</td>");
    AssertContains(limits, ">no block</td>");
    AssertContains(SectionOf(snapshot, "vhosts"), "shop.example.org</th><td data-l=\"Ports\">8080</td>");
    AssertContains(SectionOf(snapshot, "counters"),
                   "<code>denials</code></th><td data-l=\"Value\" class=\"n\">18,220</td>"
                   "<td data-l=\"Meaning\">requests denied</td>");
  }

  void GroupsVirtualHostsWithTheSameLimits() {
    Snapshot snapshot;
    for (const char* vhost : {"a", "b", "c", "d"}) {
      const uint32_t capacity = std::string_view(vhost) == "c" ? 7 : 30;
      snapshot.limits.push_back({vhost, "any", capacity, Milliseconds(60'000), Milliseconds(1000)});
      snapshot.limits.push_back({vhost, "xss", 0, Milliseconds(0), Milliseconds(0)});
    }
    const std::string limits = SectionOf(snapshot, "limits");
    AssertContains(
        limits, ">a, b, d</td><td data-l=\"Category\">any</td><td data-l=\"Limit\" class=\"n\">30/1m</td>");
    AssertContains(limits,
                   ">c</td><td data-l=\"Category\">any</td><td data-l=\"Limit\" class=\"n\">7/1m</td>");
    AssertContains(limits, ">none</td><td data-l=\"First block\" class=\"n\"></td>");
    for (int i = 0; i < 20; ++i) {
      snapshot.limits.push_back(
          {"v" + std::to_string(i), "any", 30, Milliseconds(60'000), Milliseconds(1000)});
    }
    AssertContains(SectionOf(snapshot, "limits"), "v0, v1, v2, v3, v4, v5, v6, v7 and 12 more");
  }

  void ShowsWhatHappenedWhen() {
    const std::string minutes = SectionOf(SampleSnapshot(), "minutes");
    AssertContains(minutes, "<title>09:57: sql_injection 4, vuln_scan 30</title>");
    AssertContains(minutes, "<title>09:59: denied 17</title>");
    AssertContains(minutes, ">09:30</text>");
    AssertContains(minutes, "Nothing in this time.");  // no blocks
    AssertContains(SectionOf(SampleSnapshot(), "hours"), "Nothing in this time.");
  }

  void ShowsWhatIsAttackedMost() {
    const std::string targets = SectionOf(SampleSnapshot(), "targets");
    AssertContains(targets, "<code>/item.php</code> on www.example.org</th>");
    AssertContains(targets, ">14</td>");
    AssertContains(RenderHtml(SampleSnapshot()), "href=\"#targets\"");
    AssertLacks(RenderHtml(Snapshot()), "#targets");
  }

  // A file has no server behind it.
  void LeadsToOtherFormsOnlyWhereThereAreSome() {
    Snapshot snapshot = SampleSnapshot();
    const std::string page = RenderHtml(snapshot);
    for (const char* link : {"\"?json\"", "\"?prometheus\"", "\"?auto\"", "\"?client=203.0.113.7\"",
                             "\"?client=2001:db8:7::\"", "\"?sort=seen\""})
      AssertContains(page, link);
    snapshot.served = false;
    AssertLacks(RenderHtml(snapshot), "href=\"?");
    AssertLacks(RenderHtml(snapshot), "id=\"live\"");
  }

  void CountsWhoIsNotShown() {
    Snapshot snapshot = SampleSnapshot();
    AssertContains(SectionOf(snapshot, "blocked"), "2 denied now, 1 would be denied, were the engine On");
    AssertLacks(SectionOf(snapshot, "blocked"), " more");
    AssertContains(SectionOf(snapshot, "clients"), "1,869 more are remembered without a score");
    snapshot.scored_clients = 10'001;
    snapshot.not_denied = 5;
    snapshot.blocked_ranges = 1;
    AssertContains(SectionOf(snapshot, "clients"), "10,000 more: <a href=\"?clients=10000\">");
    AssertContains(SectionOf(snapshot, "blocked"), "6 more: ");
    AssertContains(SectionOf(snapshot, "blocked"), "1 range as a whole");
    // Without a score it is no row.
    snapshot.clients[3].scores.clear();
    AssertLacks(SectionOf(snapshot, "clients"), "192.0.2.99");
  }

  void ShowsOneClient() {
    Snapshot snapshot = SampleSnapshot();
    snapshot.clients.resize(1);
    snapshot.incidents.resize(1);
    const std::string page = RenderClientHtml(snapshot, ClientQuery("203.0.113.7"));
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(page));
    AssertContains(page, "<title>203.0.113.7 - mod_errwatch</title>");
    AssertContains(page, "<b class=\"badge red\">denied now</b>");
    AssertContains(page, "<code>errwatch unblock 203.0.113.7</code>");
    AssertContains(page, "UNION+SELECT");
    AssertContains(page, "href=\"?\"");
    AssertContains(RenderClientHtml(Snapshot(), ClientQuery("192.0.2.200")), "It is not known");
  }

  void SaysSoWhenThereIsNothing() {
    const std::string page = RenderHtml(Snapshot());
    for (const char* text :
         {"Nobody is blocked.", "No other client has a score.", "None so far.", "No rule has hit yet."}) {
      AssertContains(page, text);
    }
    AssertContains(page, "<title>mod_errwatch</title>");
    AssertLacks(page, "class=\"warn\"");
    AssertLacks(page, "id=\"limits\">");
  }

  void BoundsLongLists() {
    Snapshot snapshot = SampleSnapshot();
    snapshot.vhosts.resize(500, snapshot.vhosts[0]);
    snapshot.coverage[0].need_debug = 3;
    AssertContains(SectionOf(snapshot, "coverage"), "<small>3 need debug, which");
    snapshot.coverage[0].hidden_rules.assign(2000, 7777);
    const std::string page = RenderHtml(snapshot);
    AssertContains(page, "and 488 more");
    const std::string coverage = SectionOf(snapshot, "coverage");
    AssertContains(coverage, "7777, &hellip;");
    CPPUNIT_ASSERT(coverage.size() < 2000);
  }

  void SectionIsPlainAndWellFormed() {
    const std::string section = RenderHtmlSection(SampleSnapshot());
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(section));
    AssertContains(section, "<h2>mod_errwatch</h2>");
    AssertContains(section, "Blocked clients: 2 - Clients in the table: 1,873 of 65,536");
    AssertContains(section, "Entries: 1,204,331 - Incidents: 57 - Requests denied: 18,220");
    AssertContains(section, "<td>203.0.113.7</td><td>sql_injection</td><td>8m 45s</td><td>1,207</td>");
    AssertContains(section, "<td>2101 UNION SELECT in the query</td>");
    AssertContains(section, "Warning: 3 events were dropped");
    AssertLacks(section, "<style");
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(RenderHtmlSection(Snapshot())));
    AssertLacks(RenderHtmlSection(Snapshot()), "<table");
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RenderHtmlTest);

}  // namespace
}  // namespace errwatch
