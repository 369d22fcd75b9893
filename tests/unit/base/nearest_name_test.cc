#include "base/nearest_name.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class NearestNameTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NearestNameTest);
  CPPUNIT_TEST(SlipsOfThePen);
  CPPUNIT_TEST(CaseAndSigns);
  CPPUNIT_TEST(Beginnings);
  CPPUNIT_TEST(WhatIsNearNone);
  CPPUNIT_TEST(AsASentence);
  CPPUNIT_TEST_SUITE_END();

  static constexpr std::string_view kNames =
      "classify, scan, explain, status, clients, block, unblock, check";
  static constexpr std::string_view kCategories = "sql_injection, xss, path_traversal, vuln_scan";

  static void Check(std::string_view expected, std::string_view typed, std::string_view names = kNames) {
    CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(typed), std::string(expected),
                                 std::string(NearestName(typed, names)));
  }

  void SlipsOfThePen() {
    Check("scan", "scna");
    Check("scan", "scn");
    Check("scan", "scann");
    Check("check", "chekc");
    Check("classify", "clasify");
    Check("unblock", "unblok");
    Check("sql_injection", "sqlinjektoin", kCategories);  // two of twelve letters
  }

  void CaseAndSigns() {
    Check("scan", "SCAN");
    Check("sql_injection", "SQL-Injection", kCategories);
    Check("vuln_scan", "vulnscan", kCategories);
  }

  void Beginnings() {
    Check("sql_injection", "sqli", kCategories);
    Check("status", "stat");
    Check("", "c");
    Check("Off", "of", "On or Off");
    Check("On", "o", "On or Off");
  }

  void WhatIsNearNone() {
    Check("", "report");
    Check("", "xeplian");  // three of seven letters
    Check("", "");
    Check("", "--");
    Check("", std::string(5000, 's'));
    Check("", "scan", "");
  }

  void AsASentence() {
    CPPUNIT_ASSERT_EQUAL(std::string("; did you mean scan?"), DidYouMean("scna", kNames));
    CPPUNIT_ASSERT_EQUAL(std::string(), DidYouMean("report", kNames));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NearestNameTest);

}  // namespace
}  // namespace errwatch
