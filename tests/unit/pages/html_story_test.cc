#include <cppunit/extensions/HelperMacros.h>

#include "base/visible_text.h"
#include "pages/render.h"
#include "unit/sample_story.h"
#include "unit/text_assert.h"
#include "unit/well_formed_html.h"

namespace errwatch {
namespace {

class HtmlStoryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HtmlStoryTest);
  CPPUNIT_TEST(SaysFirstWhetherAnAttackWasAnswered);
  CPPUNIT_TEST(TellsRowByRowTheOldestFirst);
  CPPUNIT_TEST(SaysWhatIsForgotten);
  CPPUNIT_TEST(TellsEachScope);
  CPPUNIT_TEST(EscapesEveryText);
  CPPUNIT_TEST_SUITE_END();

  static std::string PageOf(const std::vector<StoryRows>& stories) {
    Snapshot snapshot;
    snapshot.now = SampleTime();
    snapshot.stories = stories;
    const std::string page = RenderClientHtml(snapshot, ParsePageQuery("client=203.0.113.7"));
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(page));
    return page;
  }

 public:
  void SaysFirstWhetherAnAttackWasAnswered() {
    StoryRows story = SampleStory();
    AssertContains(PageOf({story}),
                   "Entries that counted: 2. May have succeeded (answered with 2xx): 1.</b> Look at what");
    AssertContains(PageOf({story}), "<td data-l=\"Answer\"><b class=\"badge red\">200</b></td>");
    AssertLacks(PageOf({story}), "The answer is not known");
    AssertLacks(PageOf({story}), "It logged in");
    story.rows[0].answered = false;
    story.rows[4].kind = StoryKind::kTakeover;
    AssertLacks(PageOf({story}), "It logged in");  // it made no mistake
    story.rows[4].kind = StoryKind::kForgiven;
    story.rows[4].count = 3;
    AssertContains(PageOf({story}), "Entries that counted: 2. None of them is known to have succeeded.");
    AssertContains(PageOf({story}), "The answer is not known of 1 of them.");
    AssertContains(PageOf({story}), "It logged in after failed attempts.");
    AssertContains(PageOf({story}), "<td data-l=\"Answer\">200</td>");
    story.rows.erase(story.rows.begin(), story.rows.begin() + 2);
    AssertContains(PageOf({story}), "Nothing that it did counted.");
  }

  void TellsRowByRowTheOldestFirst() {
    const std::string page = PageOf({SampleStory()});
    AssertContains(page, "<b class=\"badge grey\">counted</b> sql_injection</td>");
    AssertContains(page, "sql_injection<small>as what other sites&#39; pages can cause</small>");
    AssertContains(page, "2101<small>UNION SELECT in the query</small>");
    AssertContains(page, "7.5 / 10<small>weighed 2.5 of 5</small>");
    AssertContains(page, "<code>GET /gone.php?id=1&#39;+UNION+SELECT+2</code> on www.example.org");
    AssertContains(page, ">404</td>");
    AssertContains(page, "<b class=\"badge red\">blocked</b> sql_injection<small>until 2026-11-22 10:08:45");
    AssertContains(page, "<small>block number 2</small>");
    AssertContains(page, "requests denied: 1,207</b> <small>last: 2026-11-22 09:59:57</small>");
    AssertContains(page, "<b class=\"badge green\">let back in</b>");
    std::size_t at = 0;
    for (const char* time : {"09:58:30", "09:58:45", "09:58:46", "09:59:00", "09:59:59"}) {
      const std::size_t next = page.find(std::string(time) + "</time>", at);
      CPPUNIT_ASSERT_MESSAGE(time, next != std::string::npos);
      at = next;
    }
  }

  void SaysWhatIsForgotten() {
    StoryRows story = SampleStory();
    AssertLacks(PageOf({story}), "no longer holds");
    story.forgotten = 1234;
    AssertContains(PageOf({story}), "Older records that memory no longer holds: 1,234.");
    AssertContains(PageOf({story}), "<code>errwatch story 203.0.113.7 --events FILE...</code>");
  }

  void TellsEachScope() {
    StoryRows shop = SampleStory();
    shop.scope = "shop";
    const std::string page = PageOf({SampleStory(), shop});
    AssertContains(page, "id=\"story-table-0\"");
    AssertContains(page, "id=\"story-table-1\"");
    AssertContains(page, "<small>in scope shop</small>");
    AssertLacks(page, "in scope server");
    AssertLacks(page, "It is not known");
  }

  void EscapesEveryText() {
    constexpr char kHostile[] = "\"'><script>evil()</script>&lt;\x1b[31m\n\xff\xe2\x80\xae";
    StoryRows story = SampleStory();
    story.scope = kHostile;
    StoryRow& row = story.rows[0];
    row.category = row.limit = row.rule_name = row.method = row.vhost = row.message = kHostile;
    row.uri = std::string(kHostile) + std::string(5000, 'a') + kHostile;
    const std::string page = PageOf({story});
    AssertContains(page, EscapeHtml(kHostile));
    AssertContains(page, "...");
    for (const char* absent : {"evil()</script>", "\xff", "\xe2\x80\xae"}) AssertLacks(page, absent);
    CPPUNIT_ASSERT(page.size() < PageOf({}).size() + 6000);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HtmlStoryTest);

}  // namespace
}  // namespace errwatch
