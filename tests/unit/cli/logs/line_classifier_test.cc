#include "cli/logs/line_classifier.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/make_rule_set.h"

namespace errwatch::cli {
namespace {

class LineClassifierTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LineClassifierTest);
  CPPUNIT_TEST(SameLineIsRemembered);
  CPPUNIT_TEST(EveryFieldTellsLinesApart);
  CPPUNIT_TEST(HarmlessReferersDoNot);
  CPPUNIT_TEST(HostileReferersDo);
  CPPUNIT_TEST(RefererIsKeptWhereAPatternHasNoLiteral);
  CPPUNIT_TEST(DocumentRootIsGuessed);
  CPPUNIT_TEST(AnswersAreThoseOfTheClassifier);
  CPPUNIT_TEST_SUITE_END();

  static Entry Line(std::string_view message, std::string_view referer = {}) {
    Entry entry;
    entry.message = message;
    entry.referer = referer;
    entry.module = "core";
    entry.level = Level::kError;
    return entry;
  }

 public:
  void SameLineIsRemembered() {
    const auto rules = MakeRuleSet({"1 xss '<script'"});
    LineClassifier classifier(*rules);
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(1U, classifier.OfLine(Line("a <script b")).rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, classifier.remembered());
    CPPUNIT_ASSERT_EQUAL(0U, classifier.OfLine(Line("a <scripd b")).rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, classifier.remembered());
    CPPUNIT_ASSERT_EQUAL(1U, classifier.OfEntry(Line("a <script b")).rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, classifier.remembered());
  }

  void EveryFieldTellsLinesApart() {
    const auto rules = MakeRuleSet({"1 xss level=error 'text'", "2 anomaly module=ssl level=info 'text'"});
    LineClassifier classifier(*rules);
    Entry entry = Line("text");
    CPPUNIT_ASSERT_EQUAL(1U, classifier.OfLine(entry).rule);
    entry.level = Level::kInfo;
    CPPUNIT_ASSERT_EQUAL(0U, classifier.OfLine(entry).rule);
    entry.module = "ssl";
    CPPUNIT_ASSERT_EQUAL(2U, classifier.OfLine(entry).rule);
    entry.module = "core";
    CPPUNIT_ASSERT_EQUAL(0U, classifier.OfLine(entry).rule);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, classifier.remembered());
  }

  void HarmlessReferersDoNot() {
    const auto rules = MakeRuleSet({"1 xss target=message,referer '<script'"});
    LineClassifier classifier(*rules);
    classifier.OfLine(Line("text", "https://www.example.org/1"));
    classifier.OfLine(Line("text", "https://www.example.org/2"));
    classifier.OfLine(Line("text"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, classifier.remembered());
  }

  void HostileReferersDo() {
    const auto rules =
        MakeRuleSet({"1 xss target=referer '<script'", "2 anomaly target=referer '<script.*2'"});
    LineClassifier classifier(*rules);
    CPPUNIT_ASSERT_EQUAL(1U, classifier.OfLine(Line("text", "/?q=<script1")).rule);
    CPPUNIT_ASSERT_EQUAL(1U, classifier.OfLine(Line("text", "/?q=%3CScript1")).rule);
    CPPUNIT_ASSERT_EQUAL(0U, classifier.OfLine(Line("text", "/?q=script1")).rule);
    CPPUNIT_ASSERT_EQUAL(uint8_t{2}, classifier.OfLine(Line("text", "/?q=<script2")).rule_count);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, classifier.remembered());
  }

  void RefererIsKeptWhereAPatternHasNoLiteral() {
    const auto rules = MakeRuleSet({R"(1 xss target=referer '^\d+$')"});
    LineClassifier classifier(*rules);
    CPPUNIT_ASSERT_EQUAL(0U, classifier.OfLine(Line("text", "abc")).rule);
    CPPUNIT_ASSERT_EQUAL(1U, classifier.OfLine(Line("text", "123")).rule);
  }

  void DocumentRootIsGuessed() {
    const auto rules = MakeRuleSet({"1 xss target=message '/srv/www/'"});
    LineClassifier classifier(*rules);
    CPPUNIT_ASSERT_EQUAL(0U, classifier.OfLine(Line("not there: /srv/www/html/x")).rule);
    CPPUNIT_ASSERT_EQUAL(0U, classifier.OfEntry(Line("not there: /srv/www/html/x")).rule);
    CPPUNIT_ASSERT_EQUAL(1U, classifier.OfLine(Line("not there: /srv/www/html/srv/www/")).rule);
  }

  // More texts than it can remember, each several times.
  void AnswersAreThoseOfTheClassifier() {
    const auto rules = MakeRuleSet({"1 xss '<script'", "2 anomaly '7$'", "3 vuln_scan '33'"});
    LineClassifier classifier(*rules);
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 40'000; ++i) {
        const std::string text = "text " + std::to_string(i);
        const Entry entry = Line(text);
        const uint32_t asked = classifier.OfLine(entry).rule;
        if (asked != classifier.OfEntry(entry).rule) CPPUNIT_FAIL(text);
      }
    }
    CPPUNIT_ASSERT(classifier.remembered() > 10'000);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LineClassifierTest);

}  // namespace
}  // namespace errwatch::cli
