#include "structure/xpath.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <vector>

#include "unit/structure/found_values.h"

namespace errwatch {
namespace {

class XpathTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(XpathTest);
  CPPUNIT_TEST(Attacks);
  CPPUNIT_TEST(CleanValues);
  CPPUNIT_TEST_SUITE_END();

  using Values = std::vector<std::string_view>;

 public:
  void Attacks() {
    CheckValues(HasXpath,
                Values{"' or count(//*)=1 or 'a'='b",
                       "'] | //user/*['",
                       "x' or name()='a' or 'x'='y",
                       "x\" or //a or \"a\"=\"b",
                       "' and string-length(name(/*[1]))=4 and '1'='1",
                       "' or starts-with(//user[1]/pass,'a') or 'a'='b",
                       "x' or position()=1 or 'a'='b",
                       "1 or count(//*)>3",
                       "1] | //*",
                       "1 or /a/b=1",
                       "')] | //*[contains(.,'",
                       "'])/child::node()",
                       "')]/*",
                       "' or child::*",
                       "' or ancestor::user/pass",
                       "' and not(//b) and '1'='1",
                       "' or substring(//u[1]/p,1,1)='a",
                       "x'or doc('http://a/b')or'",
                       "' or contains(@id,'1",
                       "' or (//a) or '",
                       "' or true() or '",
                       "x\" or true() or \"",
                       "1 or true()",
                       "' or not(false()) or '",
                       "' or matches(.,'a') or '",
                       "' or boolean(1) or '",
                       "' or .='a",
                       "' or . != 'a",
                       "' or * or '",
                       "' or system-property('xsl:vendor') or '",
                       "' or current() or '",
                       "' or substring(name(/*[1]),1,1)='a",
                       "' and count(/*)=1 and '1'='1",
                       "1 and count(/*)=1",
                       "1 and string-length(//user[1]/password)>3",
                       "1 or //user[1]",
                       "1 or /*",
                       "'or/user/@id or'",
                       "or name()='x'",
                       "and position() > 1",
                       "or last()=2"},
                true);
  }

  void CleanValues() {
    CheckCleanValues(HasXpath);
    CheckValues(HasXpath,
                Values{"//div[@class='x'] | //span",
                       "//a[text()='b']/../c",
                       "count(//*)",
                       "/a/b/c",
                       "it's / was",
                       "o'brien and/or smith",
                       "'a' | 'b'",
                       "1 or 2/3",
                       "1/2 or 3/4",
                       "the dogs' or //",
                       "x' || /a",
                       "5' and 6/7",
                       "'text' and (name)",
                       "url('x')/a",
                       "rock 'n' roll / pop",
                       "said 'no' and left (soon)",
                       "'foo' or foo(bar)",
                       "what's new / hot",
                       "1 and/or more",
                       "2 and/or 3 rooms",
                       "3 and/or/not 4",
                       "8080 and /var/www/html",
                       "404 or /error",
                       "12 or /etc/fstab",
                       "2 | /about",
                       "2 or //comment",
                       "boys' and/or girls'",
                       "x' and/or y",
                       "1 or true",
                       "0 or false (maybe)",
                       "or name (optional)",
                       "and text()",
                       "or current user",
                       "and position = 5",
                       "5 or .5",
                       "5 and . or",
                       "it's . or *"},
                false);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(XpathTest);

}  // namespace
}  // namespace errwatch
