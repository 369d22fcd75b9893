#include "pages/place_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class PlaceTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PlaceTextTest);
  CPPUNIT_TEST(SaysWhereAndWhat);
  CPPUNIT_TEST(EveryTargetButTheMessageHasAName);
  CPPUNIT_TEST(QuotesWhatAClientSent);
  CPPUNIT_TEST(BesideTheRequestLine);
  CPPUNIT_TEST_SUITE_END();

  static IncidentRow Row(Target target, std::string field = "", std::string excerpt = "") {
    IncidentRow row;
    row.found = target;
    row.field = std::move(field);
    row.excerpt = std::move(excerpt);
    return row;
  }

 public:
  void SaysWhereAndWhat() {
    CPPUNIT_ASSERT_EQUAL(std::string(R"(the body's field "comment": "1' or 1=1")"),
                         PlaceText(Row(Target::kBody, "comment", "1' or 1=1")));
    CPPUNIT_ASSERT_EQUAL(std::string(R"(the query's parameter "id")"), PlaceText(Row(Target::kArgs, "id")));
    CPPUNIT_ASSERT_EQUAL(std::string(R"(the header "X-Api": "***")"),
                         PlaceText(Row(Target::kHeaders, "X-Api", "***")));
    CPPUNIT_ASSERT_EQUAL(std::string(R"(the header User-Agent: "sqlmap")"),
                         PlaceText(Row(Target::kAgent, "", "sqlmap")));
    CPPUNIT_ASSERT_EQUAL(std::string(), PlaceText(IncidentRow()));
  }

  void EveryTargetButTheMessageHasAName() {
    for (int i = 0; i < kTargetCount; ++i) {
      const auto target = static_cast<Target>(i);
      CPPUNIT_ASSERT_EQUAL(target == Target::kMessage, PlaceText(Row(target)).empty());
    }
  }

  void QuotesWhatAClientSent() {
    CPPUNIT_ASSERT_EQUAL(std::string(R"(the cookie "a\x22\x0a": "\x1b[2J\x22")"),
                         PlaceText(Row(Target::kCookie, "a\"\n", "\x1b[2J\"")));
  }

  void BesideTheRequestLine() {
    CPPUNIT_ASSERT(IsBesideTheLine(Row(Target::kBody)) && IsBesideTheLine(Row(Target::kArgs, "id", "x")));
    CPPUNIT_ASSERT(!IsBesideTheLine(Row(Target::kArgs, "id")) && !IsBesideTheLine(Row(Target::kMessage)) &&
                   !IsBesideTheLine(IncidentRow()));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PlaceTextTest);

}  // namespace
}  // namespace errwatch
