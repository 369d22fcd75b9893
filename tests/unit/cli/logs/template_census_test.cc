#include "cli/logs/template_census.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class TemplateCensusTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TemplateCensusTest);
  CPPUNIT_TEST(CountsInAnyOrderOfTime);
  CPPUNIT_TEST(ManyTemplatesAreBounded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void CountsInAnyOrderOfTime() {
    TemplateCensus census;
    census.Add(0, "File does not exist: /a", Level::kInfo, {500});
    census.Add(0, "File does not exist: /b", Level::kError, {300});
    census.Add(0, "File does not exist: /c", Level::kDebug, Tick());
    census.Add(128, "AH00128: File does not exist: /a", Level::kInfo, Tick());
    census.Add(0, "", Level::kInfo, {1});
    const std::vector<TemplateCount> list = census.List();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, list.size());
    CPPUNIT_ASSERT(list[0].entries == 3 && list[0].first == Tick{300} && list[0].last == Tick{500} &&
                   list[0].level == Level::kError);
    CPPUNIT_ASSERT_EQUAL(std::string("File does not exist: <*>"), list[0].text);
    CPPUNIT_ASSERT(list[1].id == 128 && list[1].entries == 1 && list[1].last == Tick());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, census.unlisted());
  }

  void ManyTemplatesAreBounded() {
    TemplateCensus census;
    for (LogId id = 1; id <= TemplateCensus::kMost + 5; ++id) census.Add(id + 20'000, "x", Level::kInfo, {1});
    census.Add(20'001, "x", Level::kInfo, {1});
    CPPUNIT_ASSERT_EQUAL(TemplateCensus::kMost, census.List().size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, census.unlisted());
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, census.List()[0].entries);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TemplateCensusTest);

}  // namespace
}  // namespace errwatch::cli
