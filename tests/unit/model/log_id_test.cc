#include "model/log_id.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class LogIdTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogIdTest);
  CPPUNIT_TEST(TagAtTheStartIsRead);
  CPPUNIT_TEST(TagFurtherInIsIgnored);
  CPPUNIT_TEST(FormatCountsBeforeMessage);
  CPPUNIT_TEST(WholeTagIsParsed);
  CPPUNIT_TEST(FormatIsReadBack);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TagAtTheStartIsRead() {
    CPPUNIT_ASSERT_EQUAL(128U, LeadingLogId("AH00128: File does not exist: /x"));
    CPPUNIT_ASSERT_EQUAL(10244U, LeadingLogId("AH10244: invalid URI path"));
    CPPUNIT_ASSERT_EQUAL(10033U, LeadingLogId("AH010033:"));
  }

  void TagFurtherInIsIgnored() {
    for (const char* text : {"", "AH", "AH00128", "AH0128: x", "AH0000128: x", " AH00128: x", "ah00128: x",
                             "AH00128 : x", "AH001a8: x", "File /AH00128: x"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, 0U, LeadingLogId(text));
    }
  }

  void FormatCountsBeforeMessage() {
    CPPUNIT_ASSERT_EQUAL(128U, LogIdOf("AH00128: File does not exist: %s", "AH00999: whatever"));
    CPPUNIT_ASSERT_EQUAL(1215U, LogIdOf("%s", "AH01215: stderr from /cgi"));
    CPPUNIT_ASSERT_EQUAL(0U, LogIdOf("", "no tag"));
    CPPUNIT_ASSERT_EQUAL(128U, LogIdOf("", "AH00128: x"));
  }

  void WholeTagIsParsed() {
    CPPUNIT_ASSERT_EQUAL(128U, ParseLogId("AH00128"));
    CPPUNIT_ASSERT_EQUAL(10033U, ParseLogId("AH010033"));
    for (const char* text : {"", "AH0128", "AH00128:", "128", "AH00128 ", "AH0012345"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, 0U, ParseLogId(text));
    }
  }

  void FormatIsReadBack() {
    CPPUNIT_ASSERT_EQUAL(std::string("AH00128"), FormatLogId(128));
    for (LogId id = 1; id < 20'000; id += 7) CPPUNIT_ASSERT_EQUAL(id, ParseLogId(FormatLogId(id)));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LogIdTest);

}  // namespace
}  // namespace errwatch
