// What the pages have in common, above all their language.
#include "pages/html_page.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

#include "base/ascii.h"
#include "model/bucket_tag.h"
#include "model/incident_kind.h"
#include "pages/render.h"
#include "unit/sample_story.h"
#include "unit/text_assert.h"
#include "unit/well_formed_html.h"

namespace errwatch {
namespace {

// What people read of a page: its text, and the attributes that are shown or said. Code is left out.
std::string ReadText(std::string page) {
  for (const auto& [begin, end] : {std::pair("<style>", "</style>"), std::pair("<script>", "</script>")}) {
    const std::size_t from = page.find(begin);
    page.erase(from, page.find(end) - from);
  }
  for (std::size_t at = 0; (at = page.find("<code>")) != std::string::npos;)
    page.erase(at, page.find("</code>", at) - at);
  std::string text;
  for (std::size_t at = 0; at < page.size();) {
    const std::size_t tag = std::min(page.find('<', at), page.size());
    text += page.substr(at, tag - at) + "\n";
    at = std::min(page.find('>', tag), page.size() - 1) + 1;
    const std::string inside = page.substr(tag, at - tag);
    for (const char* name :
         {" data-l=\"", " aria-label=\"", " data-matches=\"", " data-text=\"", " data-failed=\""}) {
      const std::size_t found = inside.find(name);
      if (found == std::string::npos) continue;
      const std::size_t value = found + std::string_view(name).size();
      text += inside.substr(value, inside.find('"', value) - value) + "\n";
    }
  }
  return text;
}

// Words of two English letters or more.
std::set<std::string> WordsOf(const std::string& text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : text + "\n") {
    if (IsAlnum(c) || c == '_') {
      word += c;
      continue;
    }
    if (word.size() > 1 && std::any_of(word.begin(), word.end(), [](char d) { return IsAlpha(d); }))
      words.insert(word);
    word.clear();
  }
  return words;
}

// Names that are the same in every language.
// "1s": a limit, as its directive has it.
std::set<std::string> Names(const Snapshot& snapshot) {
  std::set<std::string> names = WordsOf(
      "mod_errwatch errwatch JSON Prometheus UTC JIT SQL 2xx 1s English ErrWatchEngine LogLevel "
      "DetectionOnly On Off debug ErrWatchEventLog events entry ErrWatchUnderAttack tighten middot hellip "
      "rarr quot amp db8 core info");
  names.emplace(kAnyName);
  for (uint8_t i = 0; i < kCategoryCount; ++i) names.emplace(CategoryName(static_cast<Category>(i)));
  for (uint8_t i = 0; i < kIncidentKindCount; ++i)
    names.emplace(IncidentKindName(static_cast<IncidentKind>(i)));
  for (uint8_t i = 0; i < kAnomalyKindCount; ++i)
    for (const std::string& word : WordsOf(std::string(AnomalyKindName(static_cast<AnomalyKind>(i)))))
      names.insert(word);
  for (const CounterRow& row : snapshot.counters) names.insert(row.name);
  return names;
}

// Where what clients and administrators wrote is not in English either.
Snapshot Japanese() {
  Snapshot snapshot = SampleSnapshot();
  snapshot.stories = {SampleStory()};
  snapshot.stories[0].forgotten = 3;
  snapshot.version = snapshot.server = "版";
  snapshot.state_file.clear();
  snapshot.blocked_ranges = snapshot.not_denied = 2;
  snapshot.scored_clients = 4000;
  snapshot.counters[4].value = 7;
  snapshot.coverage[0].need_debug = 1;
  snapshot.jit = false;
  snapshot.proxies = {"192.0.2.8"};
  for (std::string& warning : snapshot.warnings) warning = "警告";
  for (IncidentRow& row : snapshot.incidents) {
    row.message = row.rule_name = row.vhost = "語";
    row.scope.clear();
    row.found = Target::kBody;
    row.foreign_only = true;
  }
  for (StoryRow& row : snapshot.stories[0].rows) row.vhost = row.rule_name = row.message = "語";
  for (ClientRow& row : snapshot.clients) {
    if (row.scope != "server") row.scope = "語";
    if (!row.remark.empty()) row.remark = "語";
    row.foreign_only = true;
  }
  for (AllowedRow& row : snapshot.allowed) row.reason = "語";
  for (CrowdRow& row : snapshot.crowds) row.vhost = row.target = "語";
  for (IncidentRow& row : snapshot.anomalies) row.vhost = row.message = "語";
  for (ModelRow& row : *snapshot.models) {
    row.path = "語";
    row.vhosts.assign(9, "語");
    if (!row.problem.empty()) row.problem = "語";
  }
  for (TargetRow& row : snapshot.targets) row.vhost = "語";
  for (LimitRow& row : snapshot.limits) {
    row.vhost = "語";
    row.window = Milliseconds(1000);
    row.block = Milliseconds(0);
  }
  for (RuleHitsRow& row : snapshot.rules) row.name = "語";
  for (CoverageRow& row : snapshot.coverage) row.vhost = "語";
  for (VhostRow& row : snapshot.vhosts) row.name = row.scope = "語";
  return snapshot;
}

PageQuery In(std::string_view query) { return ParsePageQuery(query); }

class HtmlPageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HtmlPageTest);
  CPPUNIT_TEST(LeavesNothingInEnglish);
  CPPUNIT_TEST(NamesItsLanguage);
  CPPUNIT_TEST(LeadsToTheSameInAnotherLanguage);
  CPPUNIT_TEST(LinksKeepTheLanguageThatWasChosen);
  CPPUNIT_TEST(WritesTimesInItsLanguage);
  CPPUNIT_TEST_SUITE_END();

  static void AssertJapanese(const std::string& page, const Snapshot& snapshot) {
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(page));
    const std::set<std::string> names = Names(snapshot);
    for (const std::string& word : WordsOf(ReadText(page)))
      CPPUNIT_ASSERT_MESSAGE(word + " in " + ReadText(page), names.contains(word));
  }

 public:
  void LeavesNothingInEnglish() {
    for (const Snapshot& snapshot : {Japanese(), Snapshot()}) {
      AssertJapanese(RenderHtml(snapshot, In("lang=ja")), snapshot);
      AssertJapanese(RenderClientHtml(snapshot, In("client=203.0.113.7&lang=ja")), snapshot);
    }
    // The same words are found where they are.
    const std::set<std::string> english = WordsOf(ReadText(RenderHtml(Japanese())));
    for (const char* word : {"Blocked", "Category", "every", "rows", "vulnerability"})
      CPPUNIT_ASSERT_MESSAGE(word, english.contains(word));
  }

  void NamesItsLanguage() {
    AssertContains(RenderHtml(Snapshot()), "<html lang=\"en\">");
    AssertContains(RenderHtml(Snapshot(), In("lang=ja")), "<html lang=\"ja\">");
    AssertContains(RenderClientHtml(Snapshot(), In("client=x&lang=ja")), "<html lang=\"ja\">");
  }

  void LeadsToTheSameInAnotherLanguage() {
    const Snapshot snapshot = SampleSnapshot();
    AssertContains(RenderHtml(snapshot, In("sort=seen&clients=9")),
                   "<a hreflang=\"ja\" lang=\"ja\" href=\"?sort=seen&amp;clients=9&amp;lang=ja\">日本語</a>");
    const std::string page = RenderClientHtml(snapshot, In("client=%22%3E%3Cb%3E&lang=ja"));
    AssertContains(page,
                   "hreflang=\"en\" lang=\"en\" href=\"?client=%22%3E%3Cb%3E&amp;lang=en\">English</a>");
    Snapshot file = snapshot;
    file.served = false;
    AssertLacks(RenderHtml(file), "hreflang");
  }

  void LinksKeepTheLanguageThatWasChosen() {
    const std::string page = RenderHtml(SampleSnapshot(), In("lang=ja"));
    for (const char* link : {"\"?client=203.0.113.7&amp;lang=ja\"", "\"?sort=seen&amp;lang=ja\""})
      AssertContains(page, link);
    AssertContains(RenderClientHtml(Snapshot(), In("lang=ja")), "\"?&amp;lang=ja\"");
    PageQuery by_browser;
    by_browser.language = Language::kJapanese;
    AssertContains(RenderHtml(SampleSnapshot(), by_browser), "\"?client=203.0.113.7\"");
  }

  void WritesTimesInItsLanguage() {
    const std::string page = RenderHtml(SampleSnapshot(), In("lang=ja"));
    AssertContains(
        page,
        "<b>8分 45秒</b><small>期限 <time datetime=\"2026-11-22T10:08:45.120Z\">2026-11-22 10:08:45</time><");
    AssertContains(page, "<small>1分 15秒前</small>");
    AssertContains(page, "3日 02時間");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HtmlPageTest);

}  // namespace
}  // namespace errwatch
