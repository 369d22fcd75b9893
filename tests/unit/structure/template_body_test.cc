#include "structure/template_body.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class TemplateBodyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TemplateBodyTest);
  CPPUNIT_TEST(KnowsWhatEnginesHave);
  CPPUNIT_TEST(TellsFilesOutside);
  CPPUNIT_TEST(TellsWhatRuns);
  CPPUNIT_TEST(PassesArgumentsOfANaming);
  CPPUNIT_TEST(KnowsNumbersAlone);
  CPPUNIT_TEST(KnowsControl);
  CPPUNIT_TEST_SUITE_END();

 public:
  void KnowsWhatEnginesHave() {
    CPPUNIT_ASSERT(IsOfEngine(".version"));
    CPPUNIT_ASSERT(IsOfEngine("self.module.x"));
    CPPUNIT_ASSERT(!IsOfEngine("self.title"));
    CPPUNIT_ASSERT(!IsOfEngine("version"));
  }

  void TellsFilesOutside() {
    CPPUNIT_ASSERT(NamesFileOutside(R"("/etc/passwd")", 0));
    CPPUNIT_ASSERT(NamesFileOutside(R"('a/../../b')", 0));
    CPPUNIT_ASSERT(NamesFileOutside(R"("http://a")", 0));
    CPPUNIT_ASSERT(!NamesFileOutside(R"("header.vm")/x)", 0));
    CPPUNIT_ASSERT(!NamesFileOutside(R"("/layout/header.vm")", 0));
  }

  void TellsWhatRuns() {
    CPPUNIT_ASSERT(RunsByName("system"));
    CPPUNIT_ASSERT(RunsByName("getsecret"));
    CPPUNIT_ASSERT(!RunsByName("get"));
    CPPUNIT_ASSERT(!RunsByName(""));
  }

  void PassesArgumentsOfANaming() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{6}, BehindNaming("field(name)", 0));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, BehindNaming("field name", 0));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, BehindNaming("(name)", 0));
  }

  void KnowsNumbersAlone() {
    CPPUNIT_ASSERT(IsNumbersInBrackets("x{7*7}", 1, '}'));
    CPPUNIT_ASSERT(IsNumbersInBrackets("(1 + 2)", 0, ')'));
    CPPUNIT_ASSERT(!IsNumbersInBrackets("{7*a}", 0, '}'));
    CPPUNIT_ASSERT(!IsNumbersInBrackets("{7*7", 0, '}'));
    CPPUNIT_ASSERT(!IsNumbersInBrackets("{7}", 0, '}'));
  }

  void KnowsControl() {
    CPPUNIT_ASSERT(IsControl("if (a) {"));
    CPPUNIT_ASSERT(IsControl("} else {"));
    CPPUNIT_ASSERT(!IsControl("iffy(a)"));
    CPPUNIT_ASSERT(!IsControl("eval(a)"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TemplateBodyTest);

}  // namespace
}  // namespace errwatch
