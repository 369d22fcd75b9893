#include "match/plain_runs.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <string>

namespace errwatch {
namespace {

class PlainRunsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PlainRunsTest);
  CPPUNIT_TEST(OfARunTheBeginningIsKept);
  CPPUNIT_TEST(ShortRunsStay);
  CPPUNIT_TEST(NoMoreThanFits);
  CPPUNIT_TEST_SUITE_END();

  std::array<char, 1024> space_{};

  std::string Shortened(const std::string& text) { return std::string(ShortenRuns(text, space_)); }

 public:
  void OfARunTheBeginningIsKept() {
    const std::string kept(PlainRuns::kKept, 'a');
    CPPUNIT_ASSERT_EQUAL("x=" + kept + ".b' or", Shortened("x=" + kept + "aB3/+_-.b' or"));
    CPPUNIT_ASSERT_EQUAL(std::string(PlainRuns::kKept, ' ') + "a", Shortened(std::string(1000, ' ') + "a"));
  }

  void ShortRunsStay() {
    const std::string run(PlainRuns::kKept, 'b');
    CPPUNIT_ASSERT_EQUAL(run + "." + run, Shortened(run + "." + run));
  }

  void NoMoreThanFits() {
    std::string text;
    for (int i = 0; i < 600; ++i) text += "a.";
    CPPUNIT_ASSERT_EQUAL(text.substr(0, space_.size()), Shortened(text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PlainRunsTest);

}  // namespace
}  // namespace errwatch
