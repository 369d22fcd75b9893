#include "pages/chart_svg.h"

#include <cppunit/extensions/HelperMacros.h>

#include <limits>

#include "base/visible_text.h"
#include "pages/html_style.h"
#include "unit/text_assert.h"
#include "unit/well_formed_html.h"

namespace errwatch {
namespace {

constexpr uint64_t kHuge = std::numeric_limits<uint64_t>::max();

StackedChart Sample() {
  StackedChart chart;
  chart.id = "denied";
  chart.title = "Denied requests";
  chart.description = "The last four minutes";
  chart.bucket_name = "minute";
  chart.table_name = "As a table";
  chart.nothing = "Nothing was denied.";
  chart.buckets = {"10:00", "10:01", "10:02", "10:03"};
  chart.ticks = {{0, "10:00"}, {2, "10:02"}, {3, "late"}};
  chart.series = {{"xss", 1, {40, 0, 10}}, {"auth_failure", 9, {60, 0, 0, 1}}, {"silent", 3, {0, 0}}};
  return chart;
}
std::string Drawn(const StackedChart& chart) {
  Html page;
  AppendChart(chart, page);
  std::string text = page.Take();
  CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(text));
  return text;
}

class ChartSvgTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ChartSvgTest);
  CPPUNIT_TEST(StacksBars);
  CPPUNIT_TEST(NamesValuesToEveryReader);
  CPPUNIT_TEST(KeepsWhatIsFewInSight);
  CPPUNIT_TEST(StaysInThePictureWhateverTheValues);
  CPPUNIT_TEST(EscapesEveryText);
  CPPUNIT_TEST(SaysSoWhenThereIsNothing);
  CPPUNIT_TEST(RoundsTheAxisUp);
  CPPUNIT_TEST(PutsSmallSeriesTogether);
  CPPUNIT_TEST(HasAColourForEachSeries);
  CPPUNIT_TEST_SUITE_END();

  // 100 of an axis of 100: 40 below 60.
  void StacksBars() {
    const std::string text = Drawn(Sample());
    AssertContains(text, "viewBox=\"0 0 40 1000\"");
    AssertContains(text, "<path class=\"k1\" d=\"M1 600h8v400h-8zM21 900h8v100h-8z\"/>");
    AssertContains(text, "<path class=\"k9\" d=\"M1 0h8v600h-8z");
    AssertContains(text, "<span>100</span><span>50</span><span>0</span>");
    AssertContains(text, "x=\"0.0%\">10:00</text>");
    AssertContains(text, "x=\"50.0%\">10:02</text>");
    AssertContains(text, "x=\"75.0%\">late</text>");
  }

  void NamesValuesToEveryReader() {
    const std::string text = Drawn(Sample());
    AssertContains(text, "role=\"img\" aria-labelledby=\"denied-title denied-desc\"");
    AssertContains(text, "<title id=\"denied-title\">Denied requests</title>");
    AssertContains(text, "<desc id=\"denied-desc\">The last four minutes</desc>");
    AssertContains(text, "<title>10:00: xss 40, auth_failure 60</title>");
    AssertContains(text, "</svg>xss <b>50</b></li>");
    AssertContains(text, "<caption>Denied requests</caption>");
    AssertContains(text, "<th scope=\"col\" class=\"n\">auth_failure</th>");
    AssertContains(text,
                   "<tr><th scope=\"row\">10:02</th><td class=\"n\">10</td><td class=\"n\">0</td></tr>");
    AssertLacks(text, "scope=\"row\">10:01");  // nothing happened then
    AssertLacks(text, "silent");
  }

  void KeepsWhatIsFewInSight() { AssertContains(Drawn(Sample()), "M31 988h8v12h-8z"); }

  void StaysInThePictureWhateverTheValues() {
    StackedChart chart = Sample();
    chart.series.clear();
    for (int i = 0; i < 200; ++i)
      chart.series.push_back({"s" + std::to_string(i), 200, {kHuge, 1, kHuge - 7}});
    const std::string text = Drawn(chart);
    AssertContains(text, "18,446,744,073,709,551,615");
    AssertContains(text, "class=\"k17\"");
    AssertLacks(text, "k200");
    AssertLacks(text, " -");  // no bar begins above the picture
  }

  void EscapesEveryText() {
    constexpr char kHostile[] = "\"'><script>evil()</script>\x1b\xff\xe2\x80\xae\xe2\x80\xa8";
    StackedChart chart = Sample();
    chart.title = chart.description = chart.bucket_name = chart.table_name = kHostile;
    chart.buckets[0] = chart.series[0].name = chart.ticks[0].text = kHostile;
    const std::string text = Drawn(chart);
    AssertLacks(text, "<script");
    AssertLacks(text, "\xff");
    AssertLacks(text, "\xe2\x80");
    AssertContains(text, EscapeHtml(kHostile));
  }

  void SaysSoWhenThereIsNothing() {
    for (const bool without_buckets : {false, true}) {
      StackedChart chart = Sample();
      for (ChartSeries& series : chart.series) series.values = {0, 0, 0, 0};
      if (without_buckets) chart.buckets.clear();
      const std::string text = Drawn(chart);
      AssertContains(text, "Nothing was denied.");
      AssertLacks(text, "<svg");
      AssertLacks(text, "<table");
    }
  }

  void RoundsTheAxisUp() {
    const std::pair<uint64_t, uint64_t> cases[] = {{0, 0},    {1, 1},      {2, 2},        {3, 3},
                                                   {5, 6},    {11, 20},    {40, 40},      {41, 60},
                                                   {81, 100}, {999, 1000}, {kHuge, kHuge}};
    for (const auto& [value, top] : cases) CPPUNIT_ASSERT_EQUAL(top, AxisTop(value));
    for (uint64_t value = 1; value != 0; value <<= 1) CPPUNIT_ASSERT(AxisTop(value) >= value);
  }

  void PutsSmallSeriesTogether() {
    const std::vector<ChartSeries> all = {{"a", 0, {1, 1}},    {"none", 1, {0}}, {"b", 2, {5, 5}},
                                          {"c", 3, {1, 1, 7}}, {"d", 4, {2}},    {"e", 5, {2}}};
    const std::vector<ChartSeries> leading = LeadingSeries(all, 3, "others");
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, leading.size());
    CPPUNIT_ASSERT_EQUAL(std::string("a"), leading[0].name);  // the first of three with the same sum
    CPPUNIT_ASSERT_EQUAL(std::string("b"), leading[1].name);
    CPPUNIT_ASSERT_EQUAL(std::string("c"), leading[2].name);
    CPPUNIT_ASSERT_EQUAL(std::string("others"), leading[3].name);
    CPPUNIT_ASSERT(leading[3].values == std::vector<uint64_t>({4}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{5}, LeadingSeries(all, 5, "others").size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, LeadingSeries(all, 0, "others").size());
    CPPUNIT_ASSERT(LeadingSeries({}, 3, "others").empty());
  }

  void HasAColourForEachSeries() {
    for (int i = 0; i < kChartColours; ++i) AssertContains(kStyleSheet, ".k" + std::to_string(i) + "{fill:#");
    AssertLacks(kStyleSheet, ".k" + std::to_string(kChartColours) + "{");
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChartSvgTest);

}  // namespace
}  // namespace errwatch
